import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CodexOptions, ThreadOptions } from '../../src/index.js';
import { memoryGrowth } from '../support/memory.js';
import { customToolCall, functionCall, message, reply } from '../support/responses-server/replies.mjs';
import type { OutputItem } from '../support/responses-server/wire.mjs';
import { Workspace } from '../support/workspace.js';

const MiB = 1024 * 1024;

interface Surroundings {
  readonly options?: ThreadOptions;
  readonly codex?: CodexOptions;
}

/** Runs a turn in which the model makes these calls; answers what it was told first, and what it read back. */
async function turnIn(workspace: Workspace, calls: readonly OutputItem[], { options, codex }: Surroundings = {}) {
  workspace.server.enqueue(reply(...calls), ...(calls.length === 0 ? [] : [reply(message('done'))]));
  const thread = workspace.codex(codex).startThread({
    workingDirectory: workspace.directory,
    sandboxMode: 'workspace-write',
    skipGitRepoCheck: true,
    ...options,
  });
  const turn = await thread.run('go');
  const { input } = workspace.server.requests.at(-1)?.body ?? expect.fail('nothing was asked');
  const outputs = input.flatMap(({ output }) => (typeof output === 'string' ? [output] : []));
  return { turn, told: JSON.stringify(input.slice(0, 3)), outputs };
}

const run = (cmd: string, callId = 'c1'): OutputItem => functionCall(callId, 'exec_command', { cmd });

describe.skipIf(process.platform === 'win32')('instructions of a project', () => {
  const load: CodexOptions = { userConfig: 'load', configOverrides: [] };

  it.each<[string, (path: string, workspace: Workspace) => unknown]>([
    ['a FIFO', (path) => execFileSync('mkfifo', [path])],
    ['a device', (path) => symlink('/dev/zero', path)],
    ['a link out of the project', (path, workspace) => symlink(workspace.outside('private'), path)],
    ['a directory', (path) => mkdir(path)],
  ])('are passed over when they are %s', async (_, plant) => {
    await using workspace = await Workspace.create([]);
    await writeFile(workspace.outside('private'), 'a secret of the user');
    await plant(join(workspace.directory, 'AGENTS.md'), workspace);
    const { told } = await turnIn(workspace, [], { codex: load });
    expect(told).not.toMatch(/AGENTS\.md instructions|secret of the user/);
  });

  it('are cut when they are endless, at little cost', async () => {
    await using workspace = await Workspace.create([]);
    const path = join(workspace.directory, 'AGENTS.md');
    await writeFile(path, 'Be brief.\n');
    await truncate(path, 400 * MiB);
    let told = '';
    const grown = await memoryGrowth(async () => {
      ({ told } = await turnIn(workspace, [], { codex: load }));
    });
    expect(told.length).toBeLessThan(400_000);
    expect(grown).toBeLessThan(50 * MiB);
  });

  it('are told as they are when they are not what they seem, in bytes that are text', async () => {
    await using workspace = await Workspace.create([]);
    const bytes = Buffer.concat([Buffer.from('be kind \u202e\u200b'), Buffer.from([0xff, 0x00, 0x1b])]);
    await writeFile(join(workspace.directory, 'AGENTS.md'), bytes);
    const { told } = await turnIn(workspace, [], { codex: load });
    expect(told).toContain(JSON.stringify('be kind \u202e\u200b\ufffd\0\u001b').slice(1, -1));
  });
});

describe.runIf(process.platform === 'linux')('a workspace', () => {
  it.each(['with space', 'new\nline', 'quo\'te"s', '-leading', '$HOME `id`', 'ünï\u{1f600}'])(
    'may have any name: %j',
    async (name) => {
      await using workspace = await Workspace.create([]);
      const workingDirectory = join(workspace.directory, name);
      await mkdir(workingDirectory);
      const patch = '*** Begin Patch\n*** Add File: p\n+x\n*** End Patch\n';
      const calls = [run('echo x > c && pwd'), customToolCall('c2', 'apply_patch', patch)];
      const { outputs } = await turnIn(workspace, calls, { options: { workingDirectory } });
      expect(outputs[0]).toContain(workingDirectory);
      expect([
        await readFile(join(workingDirectory, 'c'), 'utf8'),
        await readFile(join(workingDirectory, 'p'), 'utf8'),
      ]).toEqual(['x\n', 'x\n']);
    },
  );

  it('that is the home of the user keeps the settings of the next thread from being changed', async () => {
    await using workspace = await Workspace.create([]);
    await mkdir(join(workspace.directory, '.codex'));
    await writeFile(join(workspace.directory, '.codex/config.toml'), 'model = "a"\n');
    const env = { PATH: process.env.PATH ?? '', SHELL: '/bin/bash', HOME: workspace.directory };
    const patch = '*** Begin Patch\n*** Delete File: .codex/config.toml\n*** End Patch\n';
    const calls = [
      run('echo notify > .codex/config.toml; rm -r .codex; echo x > AGENTS.md'),
      customToolCall('c2', 'apply_patch', patch),
    ];
    await turnIn(workspace, calls, { codex: { env } });
    expect(await workspace.read('.codex/config.toml')).toBe('model = "a"\n');
    // What a project says about itself is the project's own, and is read by people.
    expect(await workspace.read('AGENTS.md')).toBe('x\n');
  });

  it.each([
    ['the root', () => '/'],
    ['the home', (workspace: Workspace) => workspace.outside('home-of-user')],
    ['a file', (workspace: Workspace) => join(workspace.directory, '.git/HEAD')],
    ['a path that is not absolute', () => '../..'],
  ])('does not grow to everything when $TMPDIR is %s', async (_, temporary) => {
    await using workspace = await Workspace.create([]);
    const home = workspace.outside('home-of-user');
    await mkdir(home);
    const env = { PATH: process.env.PATH ?? '', SHELL: '/bin/bash', HOME: home, TMPDIR: temporary(workspace) };
    await turnIn(workspace, [run(`echo x > ${home}/planted; echo x > ${workspace.outside('planted')}`)], {
      codex: { env },
    });
    await expect(stat(join(home, 'planted'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(stat(workspace.outside('planted'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('does not hand the shell of one command to the next', async () => {
    await using workspace = await Workspace.create([]);
    const poison = "export LEFT=behind PATH=/nowhere; ls() { echo fake; }; alias cat='echo fake'; cd /; umask 0";
    workspace.server.enqueue(
      reply(run(poison)),
      reply(run('echo "[$LEFT]" $PWD; type ls; umask', 'c2')),
      reply(message('done')),
    );
    const thread = workspace
      .codex()
      .startThread({ workingDirectory: workspace.directory, sandboxMode: 'workspace-write' });
    await thread.run('go');
    const output = String(workspace.server.requests.at(-1)?.body.input.at(-1)?.output);
    expect(output).toContain(`[] ${workspace.directory}\nls is /`);
    expect(output).not.toMatch(/fake|function/);
  });

  it.each<[string, OutputItem]>([
    ['a command', run('touch planted', 'c2')],
    ['a patch', customToolCall('c2', 'apply_patch', '*** Begin Patch\n*** Add File: planted\n+x\n*** End Patch\n')],
  ])('that was replaced by a link while its thread ran lets %s write nothing behind the link', async (_, call) => {
    await using workspace = await Workspace.create([]);
    const [inner, outside] = [join(workspace.directory, 'inner'), workspace.outside('elsewhere')];
    await Promise.all([mkdir(inner), mkdir(outside)]);
    workspace.server.enqueue(reply(run('touch mine')), reply(message('done')), reply(call), reply(message('done')));
    const exclude = { sandbox_workspace_write: { exclude_slash_tmp: true, exclude_tmpdir_env_var: true } };
    const thread = workspace
      .codex({ config: exclude })
      .startThread({ workingDirectory: inner, sandboxMode: 'workspace-write', skipGitRepoCheck: true });
    await thread.run('go');
    await rename(inner, `${inner}-before`);
    await symlink(outside, inner);
    await thread.run('go');
    expect([await readdir(`${inner}-before`), await readdir(outside)]).toEqual([['mine'], []]);
  });
});
