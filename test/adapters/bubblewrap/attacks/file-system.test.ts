import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import type { PermissionContext } from '../../../../src/domain/permissions/permission-context.js';
import { gatherFacts } from '../support/gather-facts.js';
import { describeOnLinux } from '../support/on-linux.js';
import { managed, rule, TestBench, wholeDisk } from '../support/test-bench.js';

describeOnLinux('a command that wants to write elsewhere', () => {
  let bench: TestBench;
  beforeEach(() => {
    bench = new TestBench();
  });
  afterEach(() => bench.close());

  /** Runs the script, which has to fail with this text on standard error. */
  async function fails(script: string, because: RegExp): Promise<void> {
    const { outcome, stderr } = await bench.sh(`set -e; ${script}`);
    expect({ outcome: outcome.kind, code: 'exitCode' in outcome && outcome.exitCode !== 0, stderr }).toEqual({
      outcome: 'exited',
      code: true,
      stderr: expect.stringMatching(because),
    });
  }

  it.each(['../file', '/etc/codex-sdk-test', '/usr/codex-sdk-test', '/var/tmp/codex-sdk-test', '/codex-sdk-test'])(
    'cannot write %s',
    (path) => fails(`echo x > ${path}`, /Read-only file system|Permission denied|cannot create/),
  );

  it('cannot write in the home directory or the temporary directories of a profile without them', async () => {
    await fails('echo x > /tmp/codex-sdk-test', /Read-only|cannot create/);
    expect(existsSync('/tmp/codex-sdk-test')).toBe(false);
  });

  it('cannot write through links that lead outside, dangling ones included', async () => {
    const target = bench.file(join(bench.outside, 'target'), 'unchanged');
    symlinkSync(target, join(bench.workspace, 'to-file'));
    symlinkSync(bench.outside, join(bench.workspace, 'to-folder'));
    symlinkSync(join(bench.outside, 'missing'), join(bench.workspace, 'dangling'));
    await fails('echo x > to-file', /Read-only/);
    await fails('echo x > to-folder/new', /Read-only/);
    await fails('echo x > dangling', /Read-only/);
    expect({ content: readFileSync(target, 'utf8'), outside: readdirSync(bench.outside) }).toEqual({
      content: 'unchanged',
      outside: ['target'],
    });
  });

  it('cannot make a link in one command and write through it in the next', async () => {
    await bench.sh(`ln -s '${bench.outside}' door`);
    await fails('echo x > door/new', /Read-only/);
    expect(readdirSync(bench.outside)).toEqual([]);
  });

  it('writes through a hard link that was there before', async () => {
    const target = bench.file(join(bench.outside, 'target'), 'old');
    linkSync(target, join(bench.workspace, 'link'));
    await bench.sh('printf new > link');
    expect({ content: readFileSync(target, 'utf8'), links: statSync(target).nlink }).toEqual({
      content: 'new',
      links: 2,
    });
  });

  it('cannot make a hard link to a file outside', async () => {
    bench.file(join(bench.outside, 'target'));
    await fails('ln ../outside/target link', /cross-device|Invalid cross/i);
  });

  it('cannot write, move or remove metadata that exists', async () => {
    for (const name of ['.git', '.codex', '.agents', '.aws']) bench.file(`${name}/config`, 'safe');
    for (const name of ['.git', '.codex', '.agents', '.aws']) {
      await fails(`echo x > ${name}/config`, /Read-only/);
      await fails(`echo x > ${name}/new`, /Read-only/);
      await fails(`mv ${name} moved`, /busy/i);
      await fails(`rm -r ${name}`, /Read-only|busy/i);
      await fails(`ln ${name}/config linked`, /cross-device/i);
    }
    expect(readdirSync(bench.workspace).sort()).toEqual(['.agents', '.aws', '.codex', '.git']);
  });

  it.each(['mkdir .codex', 'echo x > .codex', 'ln -s /tmp .codex', 'mkdir -p .codex/deep'])(
    'cannot make the first configuration of a project with `%s`',
    async (script) => {
      await fails(script, /exists|Is a directory|Read-only/);
      expect(readdirSync(bench.workspace)).toEqual([]);
    },
  );

  it('may make a repository, because hiding its absence would change what git finds', async () => {
    const { outcome } = await bench.sh('git init -q . && git config user.name x');
    expect(outcome).toEqual({ kind: 'exited', exitCode: 0 });
    expect(readdirSync(bench.workspace)).toEqual(['.git']);
  });

  it('can make no metadata at all where missing metadata is masked', async () => {
    const strict = new TestBench({ missingMetadata: 'mask' });
    const script =
      'for it in .git .agents .codex .aws; do mkdir $it && echo made; ln -s /tmp $it && echo linked; done; git init -q .';
    const { stdout } = await strict.sh(script);
    const left = readdirSync(strict.workspace);
    await strict.close();
    expect({ stdout, left }).toEqual({ stdout: '', left: [] });
  });

  it('cannot change the repository that a `.git` file points at', async () => {
    bench.file('worktrees/one/HEAD', 'ref: refs/heads/main');
    bench.file('.git', 'gitdir: worktrees/one\n');
    await fails('echo x > worktrees/one/HEAD', /Read-only/);
    await fails('echo x > .git', /Read-only/);
    await fails('mv worktrees elsewhere', /busy/i);
  });

  it('cannot change the repository that several working trees share, its own among them', async () => {
    const tree = 'store/worktrees/tree';
    for (const file of ['store/HEAD', 'store/config', `${tree}/HEAD`]) bench.file(file);
    bench.file(`${tree}/commondir`, '../..\n');
    bench.file('.git', `gitdir: ${tree}\n`);
    await fails('echo x > store/config', /Read-only/);
    await fails('mkdir store/hooks', /Read-only/);
    const inside: PermissionContext = { cwd: join(bench.workspace, 'tree') as AbsolutePath, workspaceRoots: [] };
    bench.file('tree/.git', `gitdir: ../${tree}\n`);
    rmSync(join(bench.workspace, '.git'));
    const profile = managed([wholeDisk('read'), rule(bench.workspace, 'write'), rule(inside.cwd, 'write')]);
    const facts = await gatherFacts(profile, inside);
    const request = await bench.request(['sh', '-c', 'echo x > store/config'], profile);
    expect((await bench.run({ ...request, facts, context: inside })).stderr).toMatch(/Read-only/);
  });

  it('cannot change what a `.git` file names in a workspace that is called by a link', async () => {
    const root = join(bench.home, 'link') as AbsolutePath;
    symlinkSync(bench.workspace, root);
    bench.file('store/config');
    bench.file('.git', 'gitdir: store\n');
    const context: PermissionContext = { cwd: root, workspaceRoots: [root] };
    const profile = managed([wholeDisk('read'), rule(root, 'write'), rule(join(root, '.git'), 'read')]);
    const request = await bench.request(['sh', '-c', 'echo x > store/config; mv store other'], profile);
    const facts = await gatherFacts(profile, context);
    const { stderr } = await bench.run({ ...request, facts, context, cwd: root });
    expect(stderr).toMatch(/Read-only.*busy/s);
  });

  it.each(['.git', '.codex', '.agents'])('is not run when `%s` is a link that it could replace', async (name) => {
    mkdirSync(join(bench.workspace, 'real'));
    symlinkSync('real', join(bench.workspace, name));
    const path = join(bench.workspace, name);
    expect(bench.sandbox.plan(await bench.request(['true']))).toEqual({
      ok: false,
      error: {
        code: 'unsafe-path',
        message: `cannot enforce sandbox read-only path ${path} because it crosses writable symlink ${path}`,
        remedy: expect.stringContaining('replace the link'),
      },
    });
  });

  it('cannot rename the folder around a protected place and reach it in the next command', async () => {
    bench.file('a/b/secret/key', 'secret');
    bench.file('a/b/fixed/file', 'fixed');
    const profile = bench.writable([
      rule(join(bench.workspace, 'a/b/secret'), 'deny'),
      rule(join(bench.workspace, 'a/b/fixed'), 'read'),
    ]);
    const first = await bench.sh('mv a moved; mv a/b moved; mv a/b/secret moved; mv a/b/fixed moved', profile);
    expect(first.stderr.match(/busy/gi)).toHaveLength(4);
    const second = await bench.sh(
      'cat moved/b/secret/key moved/secret/key moved/key; echo x > moved/fixed/file',
      profile,
    );
    expect({ stdout: second.stdout, fixed: readFileSync(join(bench.workspace, 'a/b/fixed/file'), 'utf8') }).toEqual({
      stdout: '',
      fixed: 'fixed',
    });
  });

  it('can still move and link files across the folders around a protected place', async () => {
    bench.file('a/b/secret/key', 'secret');
    bench.file('a/b/file');
    const profile = bench.writable([rule(join(bench.workspace, 'a/b/secret'), 'deny')]);
    const { outcome, stderr } = await bench.sh(
      'mv a/b/file top && ln top a/linked && mv a/linked a/b/again && rm top',
      profile,
    );
    expect({ outcome, stderr }).toEqual({ outcome: { kind: 'exited', exitCode: 0 }, stderr: '' });
  });

  it('cannot rename the way to a workspace inside another writable folder', async () => {
    const project = join(bench.workspace, 'deep/project') as AbsolutePath;
    bench.file('deep/project/.git/config', 'safe');
    const profile = bench.writable([rule(project, 'write'), rule(join(project, '.git'), 'read')]);
    const { stderr } = await bench.sh(
      'mv deep moved; mv deep/project moved; echo x > deep/project/.git/config',
      profile,
    );
    expect(stderr.match(/busy|Read-only/gi)).toHaveLength(3);
  });

  it('cannot read what is denied, by any way', async () => {
    bench.file('secret', 'top secret');
    bench.file('folder/key', 'top secret');
    symlinkSync('secret', join(bench.workspace, 'alias'));
    const profile = bench.writable([
      rule(join(bench.workspace, 'secret'), 'deny'),
      rule(join(bench.workspace, 'folder'), 'deny'),
    ]);
    const script = [
      'cat secret alias folder/key',
      'dd if=secret',
      'cp secret copy',
      'tar cf - secret folder | strings',
      'ln secret hard',
      'mv secret elsewhere',
      'ls folder',
      'chmod 644 secret && cat secret',
      `python3 -c "import mmap; f = open('secret', 'rb'); print(mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)[:])"`,
      'cat /proc/self/cwd/secret "/proc/1/root$PWD/secret"',
    ].join('; ');
    const { stdout, stderr } = await bench.sh(script, profile);
    expect(stdout + stderr).not.toContain('top secret');
    expect(readFileSync(join(bench.workspace, 'secret'), 'utf8')).toBe('top secret');
  });

  it.each(['echo x > missing', 'mkdir missing', 'ln -s /etc missing', 'mkdir -p missing/deep'])(
    'cannot make what is denied before it exists with `%s`',
    async (script) => {
      const profile = bench.writable([rule(join(bench.workspace, 'missing/deep/key'), 'deny')]);
      const { outcome } = await bench.sh(script, profile);
      expect({ code: 'exitCode' in outcome && outcome.exitCode > 0, left: readdirSync(bench.workspace) }).toEqual({
        code: true,
        left: [],
      });
    },
  );

  it('cannot change the mounts', async () => {
    bench.file('.git/config', 'safe');
    await fails('umount .git', /permitted|not permitted|superuser|must be/i);
    await fails('mount -o remount,rw,bind .git', /permitted|superuser|must be|permission/i);
    await fails('mount -t tmpfs none .git', /permitted|superuser|must be|permission/i);
    await fails('unshare -Urm true', /permitted/i);
  });

  it.each(['/proc/1/root', '/proc/self/root', '/proc/1/cwd/..', '/proc/thread-self/root'])(
    'cannot write through %s',
    (way) => fails(`echo x > "${way}${bench.outside}/x"`, /Read-only|Permission|cannot create|Directory nonexistent/),
  );

  it.each([
    '/proc/sys/kernel/core_pattern',
    '/proc/sys/kernel/modprobe',
    '/proc/sys/vm/drop_caches',
    '/proc/sysrq-trigger',
  ])('cannot write the kernel setting %s', (path) =>
    fails(`cat ${path} >> ${path}`, /Read-only|Permission|cannot create|No such/),
  );

  it('cannot write below /sys or make device files', async () => {
    await fails('echo 1 > /sys/kernel/mm/ksm/run', /Read-only|Permission|cannot create/);
    await fails('mknod disk b 254 0', /permitted/);
    await fails('mknod memory c 1 1', /permitted/);
    const { stdout } = await bench.sh('ls /dev');
    expect(stdout.split('\n').filter((it) => /^(?:vd|sd|mem|kmsg|kvm|fuse|port|disk)/.test(it))).toEqual([]);
  });

  it('cannot make a set-user-id program', async () => {
    const make = [
      'cp /bin/true one; chmod 4755 one',
      'cp /bin/true two; chmod u+s two',
      'install -m 4755 /bin/true three',
      `python3 -c "import os; os.close(os.open('four', os.O_CREAT | os.O_WRONLY, 0o4755))"`,
      `python3 -c "import os; os.mknod('five', 0o104755)"`,
    ].join('; ');
    await bench.sh(make);
    const marked = readdirSync(bench.workspace).filter(
      (it) => (statSync(join(bench.workspace, it)).mode & 0o4000) !== 0,
    );
    expect(marked).toEqual([]);
  });

  it('leaves no background process behind to race the next command', async () => {
    await bench.sh('(setsid sh -c "while :; do echo x >> grows; done" > /dev/null 2>&1 &); sleep 0.05');
    const before = statSync(join(bench.workspace, 'grows')).size;
    await bench.sh('sleep 0.05');
    expect(statSync(join(bench.workspace, 'grows')).size).toBe(before);
  });

  it('may use a writable file and ignores a missing writable root', async () => {
    const file = bench.file(join(bench.outside, 'file'), 'old');
    const profile = bench.writable([rule(file, 'write'), rule(join(bench.outside, 'missing'), 'write')]);
    const { stderr } = await bench.sh('printf new > ../outside/file; mkdir ../outside/missing', profile);
    expect({ content: readFileSync(file, 'utf8'), stderr }).toEqual({
      content: 'new',
      stderr: expect.stringMatching(/Read-only/),
    });
  });

  it('runs where a rule speaks about something below a file, and cannot put a directory in its place', async () => {
    const file = bench.file('file');
    const profile = bench.writable([rule(join(file, 'below'), 'deny'), rule(join(file, 'also'), 'read')]);
    const { stdout } = await bench.sh('rm file; mkdir file/x file; cat file', profile);
    expect(stdout).toBe('content\n');
  });

  it('is not run when a writable root is reached through a link that another root lets it replace', async () => {
    symlinkSync(bench.outside, join(bench.workspace, 'root'));
    const planned = bench.sandbox.plan(
      await bench.request(['true'], bench.writable([rule(join(bench.workspace, 'root'), 'write')])),
    );
    expect(planned).toMatchObject({ ok: false, error: { code: 'unsafe-path' } });
  });

  it.each(['with space', 'new\nline', 'quo\'te"s', 'co:lon', '-leading', '$HOME', 'a,b=c', 'ünï\u{1f600}'])(
    'is confined to a workspace called `%s` as to any other',
    async (name) => {
      const root = join(bench.workspace, name) as AbsolutePath;
      mkdirSync(join(root, '.git'), { recursive: true });
      writeFileSync(join(root, '.git/config'), 'safe');
      const profile = managed([wholeDisk('read'), rule(root, 'write'), rule(join(root, '.git'), 'read')]);
      const request = await bench.request(['sh', '-c', 'echo x > new; echo x > .git/config; echo x > ../up'], profile);
      const { stderr } = await bench.run({ ...request, cwd: root });
      expect({ files: readdirSync(root).sort(), up: existsSync(join(bench.workspace, 'up')) }).toEqual({
        files: ['.git', 'new'],
        up: false,
      });
      expect(stderr.match(/Read-only/g)).toHaveLength(2);
    },
  );

  it('keeps the metadata of the whole disk protected when everything is the workspace', async () => {
    const root = '/' as AbsolutePath;
    const profile = managed([wholeDisk('write'), rule(join(bench.workspace, '.git'), 'read')]);
    bench.file('.git/config', 'safe');
    const request = await bench.request(
      ['sh', '-c', `cd "$1"; echo x > new; echo x > .git/config`, 'sh', bench.workspace],
      profile,
    );
    const context = { cwd: root, workspaceRoots: [root] };
    const { stderr } = await bench.run({ ...request, cwd: root, context });
    expect({ files: readdirSync(bench.workspace).sort(), stderr }).toEqual({
      files: ['.git', 'new'],
      stderr: expect.stringMatching(/Read-only/),
    });
    expect(lstatSync(join(bench.workspace, '.git/config')).size).toBe(4);
  });
});
