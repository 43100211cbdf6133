import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FileSystemEntry } from '../../../../src/domain/permissions/file-system-policy.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import { describeOnLinux } from '../support/on-linux.js';
import { rule, TestBench } from '../support/test-bench.js';

/** Root is kept out of nothing, so the rules hold as always; for an ordinary user the next command must not start, or find nothing. */
const isRoot = process.getuid?.() === 0;

describeOnLinux('a directory that one command has locked, so that the next one can unlock it', () => {
  let bench: TestBench;
  beforeEach(() => {
    bench = new TestBench();
  });
  afterEach(async () => {
    for (const place of ['', 'locked']) {
      if (existsSync(join(bench.workspace, place))) chmodSync(join(bench.workspace, place), 0o755);
    }
    await bench.close();
  });

  const pattern = (text: string): FileSystemEntry => ({
    path: { kind: 'glob', pattern: join(bench.workspace, text) },
    access: 'deny',
  });

  /** What a script prints, or why it was not run. */
  function attempt(script: string, profile: PermissionProfile): Promise<string> {
    return bench.sh(script, profile).then(
      ({ stdout }) => stdout,
      (error: Error) => error.message,
    );
  }

  it('hides what a link that matches a deny pattern leads to in it', async () => {
    bench.file('locked/target');
    symlinkSync('locked/target', join(bench.workspace, '.env'));
    const profile = bench.writable([pattern('**/.env')]);
    await bench.sh('chmod 000 locked', profile);
    expect(await attempt('chmod 755 locked; cat locked/target .env; echo end', profile)).toBe('end\n');
  });

  it.each(['read', 'deny'] as const)('keeps a rule that says `%s` about a file in it', async (access) => {
    const file = bench.file('locked/inner/file', 'unchanged');
    const profile = bench.writable([rule(file, access)]);
    await bench.sh('chmod 000 locked', profile);
    const printed = await attempt('chmod 755 locked; echo x > locked/inner/file; cat locked/inner/file; true', profile);
    const told = { read: 'unchanged', deny: '' }[access];
    const refused =
      `the sandbox could not be set up: \`${file.replace('/file', '')}\` cannot be protected, because its owner may not enter \`${join(bench.workspace, 'locked')}\`; ` +
      'make that possible with `chmod u+rwx`, or choose rules that do not let commands write there';
    expect(printed).toBe(isRoot ? told : refused);
    chmodSync(join(bench.workspace, 'locked'), 0o755);
    expect(readFileSync(file, 'utf8')).toBe('unchanged');
  });

  it('keeps the repository in another writable root', async () => {
    const config = bench.file('locked/.git/config', 'unchanged');
    const root = join(bench.workspace, 'locked');
    const metadata = ['.git', '.codex'].map(
      (name) => ({ ...rule(join(root, name), 'read'), missingPath: 'skip' }) as const,
    );
    const profile = bench.writable([rule(root, 'write'), ...metadata]);
    await bench.sh('chmod 000 locked', profile);
    await attempt('chmod 755 locked; echo x > locked/.git/config; true', profile);
    chmodSync(root, 0o755);
    expect(readFileSync(config, 'utf8')).toBe('unchanged');
  });

  it('keeps the repository that a `.git` file points at', async () => {
    const config = bench.file('locked/store/config', 'unchanged');
    bench.file('.git', 'gitdir: locked/store\n');
    await bench.sh('chmod 000 locked');
    await attempt('chmod 755 locked; echo x > locked/store/config; true', bench.writable());
    chmodSync(join(bench.workspace, 'locked'), 0o755);
    expect(readFileSync(config, 'utf8')).toBe('unchanged');
  });

  it('gets no `.codex` when it is the workspace itself', async () => {
    await bench.sh('chmod 555 .');
    await attempt('chmod 755 .; mkdir .codex && echo x > .codex/config.toml; true', bench.writable());
    expect(existsSync(join(bench.workspace, '.codex/config.toml'))).toBe(false);
  });

  it('gets nothing that a rule keeps from being made', async () => {
    mkdirSync(join(bench.workspace, 'locked'));
    const profile = bench.writable([rule(join(bench.workspace, 'locked/hook'), 'read')]);
    await bench.sh('chmod 555 locked');
    await attempt('chmod 755 locked; echo x > locked/hook; true', profile);
    expect(existsSync(join(bench.workspace, 'locked/hook'))).toBe(false);
  });
});
