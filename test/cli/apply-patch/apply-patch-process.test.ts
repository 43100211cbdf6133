import { spawnSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type CliResult, mainFile, runCliIn } from '../../support/run-cli.js';
import { Workspace } from '../../support/workspace.js';

const wrap = (...lines: readonly string[]): string => ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n');
const edit = (file: string, from: string, to: string): readonly string[] => [
  `*** Update File: ${file}`,
  '@@',
  `-${from}`,
  `+${to}`,
];

const inBase = (result: CliResult): CliResult => ({
  ...result,
  stderr: result.stderr.replaceAll(/\/\S*\/codex-sdk-test-[^/\s]*/g, 'BASE'),
});

const files = { 'a.txt': 'one\n', 'b.txt': 'two\n', 'sub/c.txt': 'three\n' };

async function apply(args: readonly string[], stdin?: string): Promise<CliResult> {
  await using workspace = await Workspace.create([], files);
  return inBase(await runCliIn(workspace, ['apply-patch', ...args], stdin === undefined ? {} : { stdin }));
}

describe('codex-sdk apply-patch', () => {
  it('applies the patch of its argument and lists the files by what happened to them', async () => {
    await using workspace = await Workspace.create([], files);
    const patch = wrap(...edit('a.txt', 'one', 'eins'), '*** Add File: new/d.txt', '+vier', '*** Delete File: b.txt');
    const result = await runCliIn(workspace, ['apply-patch', patch], {});
    expect(result).toEqual({
      code: 0,
      signal: null,
      stdout: 'Success. Updated the following files:\nA new/d.txt\nM a.txt\nD b.txt\n',
      stderr: '',
    });
    expect([await workspace.read('a.txt'), await workspace.read('new/d.txt')]).toEqual(['eins\n', 'vier\n']);
  });

  it('reads the patch from its input', async () => {
    await using workspace = await Workspace.create([], files);
    const result = await runCliIn(workspace, ['apply-patch'], { stdin: wrap(...edit('a.txt', 'one', 'eins')) });
    expect([result.code, await workspace.read('a.txt')]).toEqual([0, 'eins\n']);
  });

  it('starts from the directory that is named', async () => {
    await using workspace = await Workspace.create([], files);
    const patch = wrap(...edit('c.txt', 'three', 'drei'));
    const result = await runCliIn(workspace, ['apply-patch', '-C', 'sub', patch], {});
    expect([result.code, result.stdout, await workspace.read('sub/c.txt')]).toEqual([
      0,
      'Success. Updated the following files:\nM c.txt\n',
      'drei\n',
    ]);
  });

  it('may write wherever the user may', async () => {
    await using workspace = await Workspace.create([], files);
    const result = await runCliIn(workspace, ['apply-patch', wrap('*** Add File: ../outside.txt', '+x')], {});
    expect([result.code, result.stdout]).toEqual([0, 'Success. Updated the following files:\nA ../outside.txt\n']);
  });

  it.each([
    ['something else', ['no patch'], "Invalid patch: The first line of the patch must be '*** Begin Patch'\n"],
    ['nothing', [], "Invalid patch: The last line of the patch must be '*** End Patch'\n"],
    [
      'an unknown header',
      [wrap('*** Rename File: a.txt')],
      "Invalid patch hunk on line 2: '*** Rename File: a.txt' is not a valid hunk header. Valid hunk headers: '*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'\n",
    ],
    [
      'lines that are not there',
      [wrap(...edit('a.txt', 'six', '6'))],
      'Failed to find expected lines in BASE/repository/a.txt:\nsix\n',
    ],
    [
      'a file that is not there',
      [wrap(...edit('z.txt', 'six', '6'))],
      'Failed to read file to update BASE/repository/z.txt: No such file or directory (os error 2)\n',
    ],
    ['no operation at all', [wrap()], 'No files were modified.\n'],
  ] as const)('refuses %s with the words that models know', async (_, args, stderr) => {
    expect(await apply(args, '')).toEqual({ code: 1, signal: null, stdout: '', stderr });
  });

  it('takes one argument', async () => {
    expect(await apply(['one', 'two'])).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: 'Error: apply_patch accepts exactly one argument.\n',
    });
  });

  it('leaves everything as it was when one operation of several does not fit', async () => {
    await using workspace = await Workspace.create([], files);
    const patch = wrap(...edit('a.txt', 'one', 'eins'), ...edit('b.txt', 'nine', '9'));
    const result = await runCliIn(workspace, ['apply-patch', patch], {});
    expect([result.code, await workspace.read('a.txt')]).toEqual([1, 'one\n']);
  });

  it.skipIf(process.platform === 'win32')('is the whole program under the name `apply_patch`', async () => {
    await using workspace = await Workspace.create([], files);
    const link = workspace.outside('apply_patch');
    await symlink(mainFile, link);
    const patch = wrap(...edit('a.txt', 'one', 'eins'));
    const { status, stdout } = spawnSync(process.execPath, [link, patch], {
      cwd: workspace.directory,
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, 'Success. Updated the following files:\nM a.txt\n']);
  });
});
