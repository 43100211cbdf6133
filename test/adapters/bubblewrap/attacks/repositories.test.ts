import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BubblewrapSandbox } from '../../../../src/adapters/bubblewrap/bubblewrap-sandbox.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import { gatherFacts } from '../support/gather-facts.js';
import { describeOnLinux } from '../support/on-linux.js';
import { managed, rule, TestBench, wholeDisk } from '../support/test-bench.js';

describeOnLinux('a repository inside the workspace', () => {
  let bench: TestBench;
  beforeEach(() => {
    bench = new TestBench();
    for (const name of ['vendor/lib', 'modules/sub']) mkdirSync(join(bench.workspace, name), { recursive: true });
    spawnSync('git', ['init', '-q', join(bench.workspace, 'vendor/lib')]);
    bench.file('vendor/lib/.git/hooks/custom', '#!/bin/sh\n');
    bench.file('modules/sub/.git', 'gitdir: ../../.git/modules/sub\n');
  });
  afterEach(() => bench.close());

  /** A script that tells which of these lines succeeded. */
  function attempts(lines: readonly string[]): string {
    return lines.map((it) => `(${it}) 2>/dev/null && echo did: '${it}'`).join('\n');
  }

  it('keeps its hooks and its configuration', async () => {
    const script = [
      'echo evil > vendor/lib/.git/hooks/custom',
      'echo evil > vendor/lib/.git/hooks/post-checkout',
      'git -C vendor/lib config core.fsmonitor evil',
      'mv vendor/lib/.git/hooks vendor/lib/.git/other',
      'mv vendor/lib vendor/moved',
      'echo evil > modules/sub/.git',
      'rm modules/sub/.git',
    ];
    const { stdout } = await bench.sh(attempts(script));
    expect(stdout).toBe('');
    expect(readFileSync(join(bench.workspace, 'modules/sub/.git'), 'utf8')).toContain('gitdir');
  });

  it('gets no hooks, and no other place for them, where it has none', async () => {
    rmSync(join(bench.workspace, 'vendor/lib/.git/hooks'), { recursive: true });
    const script = ['mkdir .git/hooks', 'echo /tmp > .git/commondir', 'ln -s /tmp .git/commondir', 'mv .git other'];
    const { stdout } = await bench.sh(`cd vendor/lib\n${attempts(script)}`);
    expect({ stdout, left: readdirSync(join(bench.workspace, 'vendor/lib/.git')).toSorted() }).toEqual({
      stdout: '',
      left: ['HEAD', 'branches', 'config', 'description', 'info', 'objects', 'refs'],
    });
  });

  it('keeps hooks that are a link, by being kept as a whole', async () => {
    const hooks = join(bench.workspace, 'vendor/lib/.git/hooks');
    rmSync(hooks, { recursive: true });
    mkdirSync(join(bench.workspace, 'vendor/lib/hooks'));
    symlinkSync('../hooks', hooks);
    const script = ['rm .git/hooks', 'mv .git/hooks .git/other', 'ln -sfn /tmp .git/hooks', 'mv .git other'];
    expect((await bench.sh(`cd vendor/lib\n${attempts(script)}`)).stdout).toBe('');
  });

  it.each([
    ['an empty file in place of hooks', ': > hooks'],
    ['an empty directory in place of a configuration', 'mkdir config commondir'],
    ['a link in the workspace that it names', 'ln -s made ../../config; cd ..; rmdir .git; echo gitdir: .. > .git'],
    ['pipes', 'mkfifo hooks config commondir'],
    ['links into nothing', 'ln -s nowhere hooks; ln -s hooks config; ln -s config commondir'],
  ])('cannot be made such that no later command starts: %s', async (_, make) => {
    await bench.sh(`mkdir -p made/.git && cd made/.git && ${make}`);
    expect(await later('echo started')).toBe('started\n');
  });

  it('gets no configuration of its own for one working tree', async () => {
    bench.file(
      'vendor/lib/.git/config',
      '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tworktreeConfig = true\n',
    );
    const { stdout } = await bench.sh(attempts(['echo evil > vendor/lib/.git/config.worktree']));
    expect(stdout).toBe('');
  });

  it('is protected wherever a `.git` file or link says that it is, with the one that it shares', async () => {
    const store = join(bench.workspace, 'store');
    const git = (...args: readonly string[]): unknown => spawnSync('git', ['-C', bench.workspace, ...args]);
    git('clone', '-q', '--bare', 'vendor/lib', store);
    git('init', '-q', '--separate-git-dir', join(bench.workspace, 'apart'), 'modules/other');
    mkdirSync(join(store, 'worktrees/tree'), { recursive: true });
    bench.file('store/worktrees/tree/commondir', '../..\n');
    bench.file('modules/tree/.git', `gitdir: ${join(store, 'worktrees/tree')}\n`);
    symlinkSync('../../store', join(bench.workspace, 'vendor/.git'));
    const script = ['store', 'apart'].flatMap((it) => [`echo evil >> ${it}/config`, `echo evil > ${it}/hooks/evil`]);
    const { stdout } = await bench.sh(attempts([...script, 'echo evil > store/worktrees/tree/commondir']));
    expect(stdout).toBe('');
  });

  /** Runs a script as a program would that was started later, and knows nothing of what was found before. */
  async function later(script: string): Promise<string> {
    const session = new BubblewrapSandbox({ stateDirectory: bench.stateDirectory });
    try {
      return (await bench.sh(script, undefined, undefined, session)).stdout;
    } finally {
      await session.close();
    }
  }

  it.each([
    ['cannot be listed', 'chmod 311 vendor', 'chmod 755 vendor'],
    ['cannot be listed further inside', 'chmod 311 vendor/lib', 'chmod 755 vendor/lib'],
    ['is shut', 'chmod 000 vendor', 'chmod 755 vendor'],
    ['can be listed, but not entered', 'chmod 444 vendor', 'chmod 755 vendor'],
    ['is the repository, and cannot be listed', 'chmod 311 vendor/lib/.git', 'chmod 755 vendor/lib/.git'],
    ['is the repository, and is shut', 'chmod 000 vendor/lib/.git', 'chmod 755 vendor/lib/.git'],
  ])('is not lost sight of in a directory that %s', async (_, close, open) => {
    const attack = attempts([`${open}; cd vendor/lib; echo evil > .git/hooks/evil || git config core.fsmonitor evil`]);
    spawnSync('sh', ['-c', close], { cwd: bench.workspace });
    try {
      expect([await later(attack), (await bench.sh(attack)).stdout]).toEqual(['', '']);
    } finally {
      spawnSync('chmod', ['755', ...['', '/lib', '/lib/.git'].map((it) => join(bench.workspace, `vendor${it}`))]);
    }
  });

  it('is protected from the command after the one that shuts the directory around it', async () => {
    await bench.sh('true');
    const { outcome } = await bench.sh('chmod 000 vendor');
    const { stdout } = await bench.sh(attempts(['chmod 755 vendor; echo evil > vendor/lib/.git/hooks/evil']));
    chmodSync(join(bench.workspace, 'vendor'), 0o755);
    expect({ outcome, stdout }).toEqual({ outcome: { kind: 'exited', exitCode: 0 }, stdout: '' });
  });

  it.each(['311', '000'])('is not left open where the mode of the whole workspace is %s', async (mode) => {
    const request = await bench.request(['true']);
    chmodSync(bench.workspace, Number.parseInt(mode, 8));
    const ended = bench.run({ ...request, cwd: '/' as AbsolutePath }).then(
      () => 'started',
      ({ message }) => message,
    );
    const expected = process.getuid?.() === 0 ? 'started' : expect.stringContaining('cannot be looked into');
    expect(await ended).toEqual(expected);
    chmodSync(bench.workspace, 0o755);
  });

  it('is found far inside', async () => {
    const place = 'third_party/example.org/group/project/deep';
    mkdirSync(join(bench.workspace, place), { recursive: true });
    spawnSync('git', ['init', '-q', join(bench.workspace, place)]);
    expect((await bench.sh(attempts([`echo evil > ${place}/.git/hooks/evil`]))).stdout).toBe('');
  });

  it.each([
    ['a repository', '.git/hooks/evil'],
    ['a working tree', 'store/hooks/evil'],
  ])('is protected where the workspace is a part of it, and everything around may be written: %s', async (_, hook) => {
    const project = join(bench.outside, 'project');
    const workspace = join(project, 'part') as AbsolutePath;
    mkdirSync(workspace, { recursive: true });
    const separate = hook.startsWith('store') ? ['--separate-git-dir', join(project, 'store')] : [];
    spawnSync('git', ['init', '-q', ...separate, project]);
    const profile = managed([wholeDisk('read'), rule(bench.outside, 'write'), rule(workspace, 'write')]);
    const context = { cwd: workspace, workspaceRoots: [workspace] };
    const script = attempts([`echo evil > ../${hook}`, `mv .. ../../elsewhere`, 'echo fine > ../file']);
    const request = await bench.request(['sh', '-c', script], profile);
    const facts = await gatherFacts(profile, context);
    expect((await bench.run({ ...request, facts, context, cwd: workspace })).stdout).toBe('did: echo fine > ../file\n');
  });

  it('may be removed by the user between two commands', async () => {
    expect((await bench.sh('true')).outcome).toEqual({ kind: 'exited', exitCode: 0 });
    rmSync(join(bench.workspace, 'vendor'), { recursive: true });
    expect((await bench.sh('true')).outcome).toEqual({ kind: 'exited', exitCode: 0 });
  });

  it('can be committed to', async () => {
    const script =
      'cd vendor/lib && echo x > file && git add file && git -c user.name=a -c user.email=a@b commit -qm message && git log --format=%s';
    const { stdout, stderr } = await bench.sh(script);
    expect({ stdout, stderr }).toEqual({ stdout: 'message\n', stderr: '' });
  });

  it('is open where a rule says so, and where commands made it themselves', async () => {
    const hooks = join(bench.workspace, 'vendor/lib/.git');
    const script = 'echo x > vendor/lib/.git/hooks/new && git init -q made && echo x > made/.git/hooks/new';
    const { outcome } = await bench.sh(script, bench.writable([rule(hooks, 'write')]));
    const { outcome: again } = await bench.sh('echo y > made/.git/hooks/new');
    expect([outcome, again]).toEqual([
      { kind: 'exited', exitCode: 0 },
      { kind: 'exited', exitCode: 0 },
    ]);
  });

  it('is writable as in the public Codex in the compatible level', async () => {
    const compatible = new TestBench({ level: 'compatibility' });
    spawnSync('git', ['init', '-q', join(compatible.workspace, 'sub')]);
    const { outcome } = await compatible.sh('echo x > sub/.git/config');
    await compatible.close();
    expect(outcome).toEqual({ kind: 'exited', exitCode: 0 });
  });
});
