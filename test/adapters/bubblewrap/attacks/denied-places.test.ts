import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FileSystemEntry } from '../../../../src/domain/permissions/file-system-policy.js';
import { describeOnLinux } from '../support/on-linux.js';
import { rule, TestBench } from '../support/test-bench.js';

const secret = 'what nobody may read';

describeOnLinux('what is denied', () => {
  let bench: TestBench;
  beforeEach(() => {
    bench = new TestBench();
  });
  afterEach(() => {
    spawnSync('chmod', ['-R', 'u+rwX', bench.home]);
    return bench.close();
  });

  const pattern = (text: string): FileSystemEntry => ({
    path: { kind: 'glob', pattern: join(bench.workspace, text) },
    access: 'deny',
  });
  const denied = (path: string): FileSystemEntry => rule(join(bench.workspace, path), 'deny');

  /** What is printed by commands that are run one after the other, or why one was not run. */
  async function told(entries: readonly FileSystemEntry[], ...scripts: readonly string[]): Promise<string> {
    let last = '';
    for (const script of scripts) {
      const run = bench.sh(script, bench.writable(entries));
      last = await run.then(
        ({ stdout, outcome }) => (outcome.kind === 'not-started' ? outcome.message : stdout),
        ({ message }) => message,
      );
    }
    return last;
  }

  it.each([
    ['the root of the file system', '/', 'ln -s / a/.env'],
    ['the workspace', '/workspace', 'ln -s .. a/.env'],
    ['what holds the workspace', '', 'ln -s ../.. a/.env'],
    ['its own directory', '/workspace/a', 'ln -s . a/.env'],
  ])('stays so when a command makes a link that matches a pattern lead to %s', async (_, target, link) => {
    bench.file('secret', secret);
    bench.file('b/.env', secret);
    const place = target === '/' ? '/' : bench.home + target;
    const end = await told(
      [pattern('**/.env'), denied('secret')],
      `mkdir a; ${link}`,
      'cat secret b/.env a/.env/secret',
    );
    expect(end).toContain(`leads to \`${place}\`, which holds the link`);
  });

  it('keeps its own devices and processes when a link that matches a pattern leads to those of the host', async () => {
    const links = 'ln -s /dev/null a.env; ln -s /proc/self/status b.env; ln -s /proc c.env';
    const end = await told([pattern('*.env')], links, 'echo lost >/dev/null && test -d /proc/self && echo fine');
    expect(end).toBe('fine\n');
  });

  it('is refused when a rule is written for a link to the root of the file system', async () => {
    symlinkSync('/', join(bench.outside, 'door'));
    const end = await told([rule(join(bench.outside, 'door'), 'deny')], 'true');
    expect(end).toContain('because it leads to `/`, which holds everything');
    const search = await told(
      [{ path: { kind: 'glob', pattern: `${bench.outside}/door/*/*.key` }, access: 'deny' }],
      'true',
    );
    expect(search).toContain('use a pattern with a non-root directory prefix');
  });

  it.each([
    ['cannot be entered', '**/.env', 'chmod 000 shut'],
    ['can be listed, but not searched', '**/.env', 'chmod 444 shut'],
    ['can be searched, but not listed', '**/.env', 'chmod 311 shut'],
    ['holds the fixed part of a pattern', 'shut/deep/**/.env', 'chmod 000 shut'],
    ['holds what a pattern without wildcards spells', 'shut/deep/.env', 'chmod 000 shut'],
  ])(
    'stays so in a directory that one command closes and the next one opens again, which %s',
    async (_, text, close) => {
      for (const file of ['shut/.env', 'shut/deep/.env']) bench.file(file, secret);
      const end = await told([pattern(text)], close, 'chmod 755 shut; cat shut/deep/.env; echo end');
      expect(end).toBe('end\n');
    },
  );

  it('cannot be made in a directory that its owner may not write in, but could open', async () => {
    mkdirSync(join(bench.workspace, 'fixed'));
    chmodSync(join(bench.workspace, 'fixed'), 0o555);
    chmodSync(bench.workspace, 0o555);
    const script =
      'chmod 755 . fixed; for it in fixed/secret .codex/config.toml; do mkdir -p .codex; echo x >$it; cat $it; done';
    expect(await told([denied('fixed/secret')], `(${script}) 2>/dev/null; chmod 555 . fixed`)).toBe('');
    const left = ['fixed/secret', '.codex'].filter((name) => existsSync(join(bench.workspace, name)));
    expect(left).toEqual([]);
    expect(statSync(bench.workspace).mode & 0o777).toBe(0o555);
  });

  it('is not shown by a name that is not UTF-8 beside the name that this one reads as', async () => {
    const script =
      'for it in "$(printf "\\377")" "$(printf "\\357\\277\\275")"; do mkdir "$it"; echo x >"$it/.env"; done';
    spawnSync('sh', ['-c', script], { cwd: bench.workspace });
    expect(await told([pattern('**/.env')], 'cat */.env')).toContain('is not UTF-8');
  });
});
