import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Codex, EffectiveConfiguration } from '../../src/index.js';
import { Workspace } from '../support/workspace.js';

type Place = (file: string) => Promise<unknown>;

const holding =
  (content: string | Uint8Array): Place =>
  (file) =>
    writeFile(file, content);

/**
 * What a configuration comes to within a second of this process: the effective one, or the first line of the complaint. What else a
 * machine does meanwhile does not count, but nothing may be waited for.
 */
async function inTime(codex: Codex): Promise<EffectiveConfiguration | string> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const answer = await codex.configuration().catch((error: Error) => error.message.split('\n')[0] ?? '');
  const { user, system } = process.cpuUsage(before);
  expect([(user + system) / 1_000 < 1_000, performance.now() - start < 10_000]).toEqual([true, true]);
  return answer;
}

const repeated = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const isRoot = process.getuid?.() === 0;

describe('a hostile config.toml', () => {
  it.each<[string, Place, string]>([
    [
      '50 MB',
      holding('# x\n'.repeat(12_500_000)),
      'the configuration file is larger than 1048576 bytes; a configuration has to be smaller',
    ],
    ['100,000 arrays in each other', holding(`a = ${'['.repeat(100_000)}`), 'not valid TOML'],
    ['100,000 tables in each other', holding(`a = ${'{a='.repeat(100_000)}`), 'not valid TOML'],
    ['a key of 100,000 parts', holding(`${'a.'.repeat(100_000)}b = 1`), 'tables are nested deeper than 64 levels'],
    ['a header of 100,000 parts', holding(`[${'a.'.repeat(100_000)}b]`), 'tables are nested deeper than 64 levels'],
    ['a key that is set twice', holding('model = "a"\nmodel = "b"'), 'not valid TOML: trying to redefine'],
    [
      'text that is not UTF-8',
      holding(Buffer.from([0x61, 0x3d, 0x22, 0xff, 0x22])),
      'the configuration file is not valid UTF-8',
    ],
    ['text that never ends', holding(`a = "${'\\u0041'.repeat(150_000)}`), 'not valid TOML'],
    ['a folder', (file) => mkdir(file), 'the configuration file is a directory; expected a file'],
    ['a loop of links', (file) => symlink(file, file), 'the configuration file cannot be opened (ELOOP)'],
  ])('of %s is refused within a second, and left alone', async (_, place, complaint) => {
    await using workspace = await Workspace.create([]);
    const file = join(workspace.codexHome, 'config.toml');
    await place(file);
    const before = await lstat(file);
    const codex = workspace.codex({ userConfig: 'load' });
    expect(await inTime(codex)).toContain(complaint);
    await expect(codex.editConfiguration([{ set: 'model', value: 'x' }])).rejects.toThrow(file);
    expect((await lstat(file)).ino).toBe(before.ino);
  });

  it.skipIf(process.platform === 'win32')('that is a pipe is refused without waiting for a writer', async () => {
    await using workspace = await Workspace.create([]);
    execFileSync('mkfifo', [join(workspace.codexHome, 'config.toml')]);
    expect(await inTime(workspace.codex({ userConfig: 'load' }))).toContain('expected a regular file');
  });

  it.skipIf(isRoot)(
    `that nobody may read is refused${isRoot ? ', skipped: root may read everything' : ''}`,
    async () => {
      await using workspace = await Workspace.create([]);
      const file = join(workspace.codexHome, 'config.toml');
      await writeFile(file, 'model = "x"');
      await chmod(file, 0);
      expect(await inTime(workspace.codex({ userConfig: 'load' }))).toContain('cannot be opened (EACCES)');
    },
  );

  it.each<[string, string]>([
    ['a byte order mark and CRLF', '\uFEFFmodel = "x"\r\n\r\n[tui]\r\nnotifications = true\r\n'],
    [
      'names that objects inherit',
      'model = "x"\n__proto__.polluted = true\n[constructor]\nprototype.polluted = true\n',
    ],
    ['20,000 unknown keys', `model = "x"\n${repeated(20_000, (index) => `k${index}=1`)}`],
    ['10,000 unknown tables', `model = "x"\n${repeated(10_000, (index) => `[tui.x.k${index}]\na.b.c = 1`)}`],
    ['2,000 servers', `model = "x"\n${repeated(2_000, (index) => `[mcp_servers.s${index}]\ncommand = "x"`)}`],
    ['30,000 dates', `model = "x"\nd = [${'1979-05-27T07:32:00Z,'.repeat(30_000)}]`],
    ['a key of a million characters', `model = "x"\n${'k'.repeat(1_000_000)} = 1`],
  ])('with %s is read within a second', async (_, content) => {
    await using workspace = await Workspace.create([]);
    const file = join(workspace.codexHome, 'config.toml');
    await writeFile(file, content);
    const answer = await inTime(workspace.codex({ userConfig: 'load' }));
    if (typeof answer === 'string') throw new Error(answer.slice(0, 500));
    expect(answer.entries.find(({ key }) => key === 'model')?.value).toBe('x');
    expect(answer.warnings.join('\n').length).toBeLessThan(50_000);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  it('in the shape of `.env` in a project changes nothing', async () => {
    const lines = ['CODEX_HOME=./.codex', 'OPENAI_BASE_URL=http://127.0.0.1:1', 'NODE_OPTIONS=--require ./evil.js', ''];
    await using workspace = await Workspace.create([], { '.env': lines.join('\n') });
    const answer = await workspace
      .codex({ userConfig: 'load' })
      .configuration({ workingDirectory: workspace.directory });
    expect([answer.codexHome, answer.layers.map(({ name }) => name)]).toEqual([workspace.codexHome, ['session']]);
  });
});
