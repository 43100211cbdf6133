import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FileSystemEntry } from '../../../../src/domain/permissions/file-system-policy.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import { describeOnLinux } from '../support/on-linux.js';
import { managed, rule, TestBench, wholeDisk } from '../support/test-bench.js';

describeOnLinux('a deny pattern', () => {
  let bench: TestBench;
  beforeEach(() => {
    bench = new TestBench();
  });
  afterEach(() => bench.close());

  const pattern = (text: string): FileSystemEntry => ({
    path: { kind: 'glob', pattern: join(bench.workspace, text) },
    access: 'deny',
  });

  /** Which of these files the command can read. */
  async function readable(profile: PermissionProfile, paths: readonly string[]): Promise<readonly string[]> {
    const script = 'for it; do cat "$it" >/dev/null 2>&1 && echo "$it"; done; true';
    const { stdout } = await bench.run(await bench.request(['sh', '-c', script, 'sh', ...paths], profile));
    return stdout.split('\n').filter((it) => it !== '');
  }

  it('hides the files that match, at any depth, and the directories with all that is in them', async () => {
    const files = ['.env', 'a/.env', 'a/b/c/.env', 'a/env', 'keys.d/one', 'a/keys.d/two', 'open'];
    for (const file of files) bench.file(file);
    const profile = bench.writable([pattern('**/.env'), pattern('**/keys.d')]);
    expect(await readable(profile, files)).toEqual(['a/env', 'open']);
  });

  it('hides what lies in a directory that matches even from rules that open it again', async () => {
    const files = ['keys.d/one', 'keys.d/open/two', 'three'];
    for (const file of files) bench.file(file);
    const opened = ['read', 'write'].map((access, index) =>
      rule(join(bench.workspace, ['keys.d/one', 'keys.d/open'][index] ?? ''), access as FileSystemEntry['access']),
    );
    const profile = bench.writable([pattern('**/keys.d'), ...opened]);
    expect(await readable(profile, files)).toEqual(['three']);
  });

  it('hides the one path that it spells when it has no wildcard, a directory with all that is in it', async () => {
    for (const file of ['plain', 'folder/deep/file', 'linked/file', 'open']) bench.file(file);
    symlinkSync('linked', join(bench.workspace, 'link'));
    const profile = bench.writable([pattern('plain'), pattern('folder'), pattern('link'), pattern('missing')]);
    const files = ['plain', 'folder/deep/file', 'linked/file', 'link/file', 'open'];
    expect(await readable(profile, files)).toEqual(['open']);
  });

  it('is refused with a remedy where it matches more than bubblewrap can hide', async () => {
    for (let index = 0; index < 3_000; index += 1) bench.file(`secrets/${index}.key`, '');
    const request = await bench.request(['true'], bench.writable([pattern('**/*.key')]));
    await expect(bench.run(request)).rejects.toMatchObject({
      code: 'sandbox-unavailable',
      message: expect.stringMatching(
        /^with what was found on the disk, .* the rules come to \d+ arguments, but bubblewrap takes at most 8900; choose .*whole directories$/,
      ),
    });
  });

  it('keeps to a number of levels', async () => {
    const files = ['.env', 'a/.env', 'a/b/.env'];
    for (const file of files) bench.file(file);
    const limited = bench.writable([pattern('**/.env')]);
    if (limited.kind !== 'managed' || limited.fileSystem.kind !== 'restricted') throw new Error('unexpected profile');
    const profile = { ...limited, fileSystem: { ...limited.fileSystem, globScanMaxDepth: 2 } };
    expect(await readable(profile, files)).toEqual(['a/b/.env']);
  });

  it('hides what a link that matches leads to, and does not walk through links', async () => {
    bench.file(join(bench.outside, 'secret'));
    bench.file(join(bench.outside, 'folder/.env'));
    symlinkSync(join(bench.outside, 'secret'), join(bench.workspace, '.env'));
    symlinkSync(join(bench.outside, 'folder'), join(bench.workspace, 'door'));
    const profile = bench.writable([pattern('**/.env')]);
    expect(await readable(profile, ['.env', '../outside/secret', 'door/.env'])).toEqual(['door/.env']);
  });

  it('hides what lies in a directory that a command has made impossible to list, but not to search', async () => {
    const files = ['closed/.env', 'closed/deep/.env', 'shut/.env', 'open'];
    for (const file of files) bench.file(file);
    const profile = bench.writable([pattern('**/.env')]);
    await bench.sh('chmod 311 closed; chmod 000 shut', profile);
    try {
      expect(await readable(profile, files)).toEqual(['open']);
    } finally {
      for (const name of ['closed', 'shut']) chmodSync(join(bench.workspace, name), 0o755);
    }
  });

  it('finds for the next command what one command has made, moved or linked', async () => {
    const profile = bench.writable([pattern('**/*.key')]);
    await bench.sh('echo x > new.key; echo x > plain; mkdir sub; mv plain sub/moved.key', profile);
    expect(await readable(profile, ['new.key', 'sub/moved.key'])).toEqual([]);
  });

  it.each([
    ['matches', 'cd deep && touch "$(printf "\\377.key")"', false],
    ['may contain what matches', 'cd deep && mkdir "$(printf "\\377")"', false],
    ['has nothing to do with it', 'cd deep && touch "$(printf "\\377.txt")"', true],
    [
      'is written with the very character that stands for no text',
      'cd deep && touch "$(printf "\\357\\277\\275.key")"',
      true,
    ],
  ])(
    'keeps the command from being run when a name that is not UTF-8 %s, rather than leave it open',
    async (_, make, runs) => {
      mkdirSync(join(bench.workspace, 'deep'));
      spawnSync('sh', ['-c', make], { cwd: bench.workspace });
      const run = bench.sh(
        'ls deep/*.key >/dev/null; cat deep/*.key 2>/dev/null',
        bench.writable([pattern('deep/**/*.key')]),
      );
      const ended = run.then(
        ({ stdout }) => stdout === '',
        ({ message }) => message,
      );
      expect(await ended).toEqual(runs ? true : expect.stringContaining('is not UTF-8'));
    },
  );

  it('is refused when the whole disk would have to be searched', async () => {
    const profile = managed([wholeDisk('read'), { path: { kind: 'glob', pattern: '/**/*.key' }, access: 'deny' }]);
    expect(bench.sandbox.plan(await bench.request(['true'], profile))).toMatchObject({
      ok: false,
      error: {
        code: 'unsupported-policy',
        message:
          'unreadable glob `/**/*.key` cannot be safely expanded; use a pattern with a non-root directory prefix',
      },
    });
  });

  it('keeps the command from being run when it matches more than can be covered', async () => {
    for (let index = 0; index < 3_100; index += 1) bench.file(`many/${index}.key`, 'x');
    const run = bench.sh('true', bench.writable([pattern('many/*.key')]));
    await expect(run).rejects.toMatchObject({ code: 'sandbox-unavailable' });
  });

  it('covers hundreds of files', async () => {
    const names = Array.from({ length: 600 }, (_, index) => `many/${index}.key`);
    for (const name of names) bench.file(name);
    expect(await readable(bench.writable([pattern('many/*.key')]), [...names, '.'])).toEqual([]);
  });
});
