import { execFileSync } from 'node:child_process';
import { link, lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryGrowth } from '../support/memory.js';
import { customToolCall, functionCall, message, reply } from '../support/responses-server/replies.mjs';
import type { OutputItem } from '../support/responses-server/wire.mjs';
import { Workspace } from '../support/workspace.js';

const outsideRefused = 'patch rejected: writing outside of the project; rejected by user approval settings';
const MiB = 1024 * 1024;

function patchOf(...lines: readonly string[]): string {
  return ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n');
}

/** What a model reads after one call, in a thread that may write its workspace and asks nobody; the thread stays usable. */
async function outputOf(workspace: Workspace, call: OutputItem): Promise<string> {
  workspace.server.enqueue(reply(call), reply(message('ok')), reply(message('still here')));
  const codex = workspace.codex();
  const thread = codex.startThread({ workingDirectory: workspace.directory, sandboxMode: 'workspace-write' });
  await thread.run('go');
  expect((await thread.run('and now?')).finalResponse).toBe('still here');
  return String(workspace.server.requests.at(-2)?.body.input.at(-1)?.output);
}

/** A workspace with a neighbour that must stay as it is. */
async function workspaceWithSecret(): Promise<Workspace> {
  const workspace = await Workspace.create([], { 'a.txt': 'old\n' });
  await mkdir(workspace.outside('out'));
  await writeFile(workspace.outside('out/secret'), 'old\n');
  return workspace;
}

describe.skipIf(process.platform === 'win32')('a patch that', () => {
  it.each<[string, (base: string) => readonly string[]]>([
    ['adds beside the workspace', () => ['*** Add File: ../out/x', '+x']],
    ['adds through a path that turns back', () => ['*** Add File: sub/../../out/x', '+x']],
    ['adds at an absolute path', (base) => [`*** Add File: ${base}/out/x`, '+x']],
    ['moves a file out', () => ['*** Update File: a.txt', '*** Move to: ../out/x', '@@', '-old', '+new']],
    ['updates a file outside', () => ['*** Update File: ../out/secret', '@@', '-old', '+new']],
    ['deletes a file outside', () => ['*** Delete File: ../out/secret']],
    ['adds a hook of the repository', () => ['*** Add File: .git/hooks/pre-commit', '+x']],
    ['adds a configuration for the next thread', () => ['*** Add File: .codex/config.toml', '+x']],
    ['adds through a linked directory', () => ['*** Add File: linked/x', '+x']],
    ['updates a linked file', () => ['*** Update File: linked-file', '@@', '-old', '+new']],
    ['hides one bad path among good ones', () => ['*** Add File: good.txt', '+x', '*** Delete File: ../out/secret']],
  ])('%s is refused as a whole', async (_, lines) => {
    await using workspace = await workspaceWithSecret();
    await symlink(workspace.outside('out'), join(workspace.directory, 'linked'));
    await symlink(workspace.outside('out/secret'), join(workspace.directory, 'linked-file'));
    const patch = patchOf(...lines(workspace.outside('.').replace(/\/$/, '')));
    expect(await outputOf(workspace, customToolCall('c1', 'apply_patch', patch))).toBe(outsideRefused);
    expect(await readFile(workspace.outside('out/secret'), 'utf8')).toBe('old\n');
    expect(await workspace.read('a.txt')).toBe('old\n');
    expect(execFileSync('ls', [workspace.outside('out'), workspace.directory]).toString()).not.toMatch(
      /^(x|good\.txt)$/m,
    );
  });

  it.each<[string, readonly string[], RegExp]>([
    ['names a path with a NUL', ['*** Add File: a\0b', '+x'], /contains a NUL character$/],
    ['names a path twice', ['*** Delete File: a.txt', '*** Add File: ./a.txt', '+x'], /multiple operations target/],
    ['names a FIFO', ['*** Update File: fifo', '@@', '-old', '+new'], /^apply_patch verification failed: .*not a/s],
    [
      'names a device',
      ['*** Update File: /dev/null', '@@', '-old', '+new'],
      /^(apply_patch verification failed|patch rejected): /,
    ],
    ['has no header', ['rm -rf /'], /is not a valid hunk header/],
    ['updates nothing', ['*** Update File: a.txt'], /is empty$/],
  ])('%s is answered and changes nothing', async (_, lines, answer) => {
    await using workspace = await workspaceWithSecret();
    execFileSync('mkfifo', [join(workspace.directory, 'fifo')]);
    expect(await outputOf(workspace, customToolCall('c1', 'apply_patch', patchOf(...lines)))).toMatch(answer);
    expect(await workspace.read('a.txt')).toBe('old\n');
  });

  it.each<[string, string, string]>([
    [
      'ends its lines with CR LF',
      patchOf('*** Update File: a.txt', '@@', '-old', '+new').replaceAll('\n', '\r\n'),
      'a.txt',
    ],
    ['starts a path with a dash', patchOf('*** Add File: -rf', '+new'), '-rf'],
    ['has a path that a shell would expand', patchOf('*** Add File: ~/$(id)', '+new'), '~/$(id)'],
    ['has a path of another system', patchOf('*** Add File: C:\\x', '+new'), 'C:\\x'],
    ['has a path with quotes and a line separator', patchOf('*** Add File: "a\u2028b"', '+new'), '"a\u2028b"'],
  ])('%s is applied to the file that it names', async (_, patch, name) => {
    await using workspace = await workspaceWithSecret();
    expect(await outputOf(workspace, customToolCall('c1', 'apply_patch', patch))).toMatch(/^Exit code: 0/);
    expect(await workspace.read(name)).toBe('new\n');
  });

  it('comes through the shell cannot leave the workspace by a directory', async () => {
    await using workspace = await workspaceWithSecret();
    const cmd = `cd ../out && apply_patch <<'EOF'\n${patchOf('*** Update File: secret', '@@', '-old', '+new')}EOF`;
    expect(await outputOf(workspace, functionCall('c1', 'exec_command', { cmd }))).toBe(outsideRefused);
  });

  it('updates a hard link writes through it and keeps it', async () => {
    await using workspace = await workspaceWithSecret();
    await link(join(workspace.directory, 'a.txt'), join(workspace.directory, 'b.txt'));
    const patch = patchOf('*** Update File: b.txt', '@@', '-old', '+new');
    expect(await outputOf(workspace, customToolCall('c1', 'apply_patch', patch))).toMatch(/^Exit code: 0/);
    expect([await workspace.read('a.txt'), (await lstat(join(workspace.directory, 'a.txt'))).nlink]).toEqual([
      'new\n',
      2,
    ]);
  });

  it('is larger than 16 million characters is refused without being looked at', async () => {
    await using workspace = await workspaceWithSecret();
    const patch = patchOf('*** Add File: big', ...Array.from({ length: 20_000 }, () => `+${'x'.repeat(1000)}`));
    let output = '';
    const grown = await memoryGrowth(async () => {
      output = await outputOf(workspace, customToolCall('c1', 'apply_patch', patch));
    });
    expect(output).toMatch(/^apply_patch verification failed: /);
    expect(output.length).toBeLessThan(1000);
    // The text itself is there several times over: in the server, in two requests and in the history.
    expect(grown).toBeLessThan(600 * MiB);
  });
});
