import { execFileSync } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseToml } from '../../../src/adapters/toml-config/parse-toml.js';
import { TomlConfigEditor } from '../../../src/adapters/toml-config/toml-config-editor.js';
import { type AbsolutePath, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { ConfigEdit } from '../../../src/ports/config-editor.js';
import { type ChildProgram, runProgram, translateModules } from '../rollout-store/child-program.js';

let base = '';

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'codex-sdk-edit-'));
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

function at(...names: readonly string[]): AbsolutePath {
  const parsed = parseAbsolutePath(join(base, ...names));
  if (!parsed.ok) throw new Error('not absolute');
  return parsed.value;
}

const set = (name: string, value: string): ConfigEdit => ({ kind: 'set', key: ['servers', name], value });
const edit = (file: AbsolutePath, ...edits: readonly ConfigEdit[]) => new TomlConfigEditor().edit(file, edits);

describe('an editor of configuration files', () => {
  it('makes the file and its folder, for the user alone', async () => {
    const file = at('home', 'config.toml');
    expect(await edit(file, set('a', '1'))).toEqual({ ok: true, value: 'changed' });
    expect(await readFile(file, 'utf8')).toBe('[servers]\na = "1"\n');
    if (process.platform !== 'win32') {
      expect([(await stat(file)).mode & 0o777, (await stat(at('home'))).mode & 0o777]).toEqual([0o600, 0o700]);
    }
    expect(await readdir(at('home'))).toEqual(['config.toml']);
  });

  it('keeps mode and byte order mark, and writes nothing when nothing changes', async () => {
    const file = at('config.toml');
    await writeFile(file, '\uFEFFa = 1\n');
    await chmod(file, 0o640);
    expect(await edit(file, { kind: 'remove', key: ['b'] })).toEqual({ ok: true, value: 'unchanged' });
    const { ino } = await stat(file);
    expect(await edit(file, { kind: 'set', key: ['a'], value: 1 })).toEqual({ ok: true, value: 'unchanged' });
    expect((await stat(file)).ino).toBe(ino);
    await edit(file, set('a', '1'));
    expect(await readFile(file, 'utf8')).toBe('\uFEFFa = 1\n\n[servers]\na = "1"\n');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o640);
  });

  it('makes all edits or none', async () => {
    const file = at('config.toml');
    const edited = await edit(file, set('a', '1'), { kind: 'set', key: ['b'], value: null });
    expect([edited.ok, await readdir(base)]).toEqual([false, []]);
  });

  it.skipIf(process.platform === 'win32')('edits what a link leads to, and leaves the link', async () => {
    await mkdir(at('dotfiles'));
    await writeFile(at('dotfiles', 'codex.toml'), '# mine\n');
    await symlink(at('dotfiles', 'codex.toml'), at('config.toml'));
    await edit(at('config.toml'), set('a', '1'));
    expect([await readlink(at('config.toml')), await readFile(at('dotfiles', 'codex.toml'), 'utf8')]).toEqual([
      at('dotfiles', 'codex.toml'),
      '# mine\n\n[servers]\na = "1"\n',
    ]);
  });

  it.skipIf(process.platform === 'win32').each<readonly [string, (file: string) => Promise<unknown>, string]>([
    ['a folder', (file) => mkdir(file), 'the configuration file is a directory; expected a file'],
    [
      'a pipe',
      async (file) => execFileSync('mkfifo', [file]),
      'the configuration file is a pipe, socket or device; expected a regular file',
    ],
    [
      'a large file',
      (file) => writeFile(file, '# x\n'.repeat(12_500_000)),
      'the configuration file is larger than 1048576 bytes; a configuration has to be smaller',
    ],
    [
      'a file that is not UTF-8',
      (file) => writeFile(file, Buffer.from([0x61, 0x3d, 0xff])),
      'the configuration file is not valid UTF-8 at byte 2; save it as UTF-8',
    ],
    ['a file that is not TOML', (file) => writeFile(file, 'a ='), 'not valid TOML: invalid value'],
    [
      'a link to nothing',
      (file) => symlink('nowhere', file),
      'the configuration file is a link that leads nowhere; remove it, or make its target',
    ],
  ])('leaves %s alone and says why', async (_, make, message) => {
    const file = at('config.toml');
    await make(file);
    const before = await lstat(file);
    const started = performance.now();
    const edited = await edit(file, set('a', '1'));
    expect(performance.now() - started).toBeLessThan(1_000);
    const after = await lstat(file);
    expect([edited.ok ? '' : edited.error.message, after.ino, after.size, await readdir(base)]).toEqual([
      message,
      before.ino,
      before.size,
      ['config.toml'],
    ]);
  });

  it('takes over from an editor that is gone, and clears away what it left', async () => {
    const file = at('config.toml');
    await writeFile(`${file}.lock`, '999999999 gone\n');
    await writeFile(`${file}.new`, 'half of a dra');
    expect(await edit(file, set('a', '1'))).toEqual({ ok: true, value: 'changed' });
    expect(await readdir(base)).toEqual(['config.toml']);
  });

  it('names the root of a repository as the project, and a directory outside of one itself', async () => {
    await mkdir(at('repository', 'sub'), { recursive: true });
    await mkdir(at('elsewhere'));
    execFileSync('git', ['init', '--quiet', at('repository')]);
    const editor = new TomlConfigEditor();
    expect([await editor.projectOf(at('repository', 'sub')), await editor.projectOf(at('elsewhere'))]).toEqual([
      at('repository'),
      at('elsewhere'),
    ]);
  });
});

const editorModule = 'adapters/toml-config/toml-config-editor';
const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** A process that sets `servers.<name>` to 1, 2, 3 and so on, says each number once it is written, and stops after `count`. */
function counting(name: string, count: number): ChildProgram {
  return runProgram(
    `import { TomlConfigEditor } from ${JSON.stringify(pathToFileURL(at('program', `${editorModule}.js`)).href)};
     const editor = new TomlConfigEditor();
     for (let number = 1; number <= ${count}; number++) {
       const edited = await editor.edit(${JSON.stringify(at('config.toml'))}, [
         { kind: 'set', key: ['servers', ${JSON.stringify(name)}], value: number },
       ]);
       if (!edited.ok) throw new Error(edited.error.message);
       process.stdout.write(number + '\\n');
     }`,
  );
}

async function preparePrograms(): Promise<void> {
  await translateModules(at('program'), [editorModule]);
  await symlink(packages, at('program', 'node_modules'), 'dir');
}

async function counters(): Promise<unknown> {
  const parsed = await parseToml(await readFile(at('config.toml'), 'utf8'), '');
  return parsed.ok ? parsed.value.servers : parsed.error.message;
}

describe('several editors of one file', () => {
  it('lose nothing of each other in one process', async () => {
    const editor = new TomlConfigEditor();
    const names = Array.from({ length: 25 }, (_, index) => `s${String(index).padStart(2, '0')}`);
    await Promise.all(names.map((name) => editor.edit(at('config.toml'), [set(name, name)])));
    expect(await counters()).toEqual(Object.fromEntries(names.map((name) => [name, name])));
  });

  it('lose nothing of each other in several processes', async () => {
    await preparePrograms();
    const programs = ['a', 'b', 'c'].map((name) => counting(name, 15));
    await Promise.all(programs.map(({ ended }) => ended));
    expect(await counters()).toEqual({ a: 15, b: 15, c: 15 });
  });
});

describe('an editor that is killed', () => {
  const padding = '# a comment that stays as it is\n'.repeat(5_000);

  it('leaves the old or the new file, whenever that happens', async () => {
    await preparePrograms();
    await writeFile(at('config.toml'), padding);
    for (const afterMs of [0, 1, 2, 3, 5, 8, 12, 17, 25, 40]) {
      const program = counting('a', 100_000);
      const last = Number(await program.nextLine());
      await delay(afterMs);
      program.process.kill('SIGKILL');
      let written = last;
      for (;;) {
        const line = await program.nextLine().catch(() => undefined);
        if (line === undefined) break;
        written = Number(line);
      }
      const text = await readFile(at('config.toml'), 'utf8');
      expect(text.startsWith(padding)).toBe(true);
      // What was reported is there; one more may have been written before it could be.
      expect([{ a: written }, { a: written + 1 }]).toContainEqual(await counters());
    }
    expect(await new TomlConfigEditor().edit(at('config.toml'), [set('b', 'after')])).toEqual({
      ok: true,
      value: 'changed',
    });
    expect((await readdir(base)).sort()).toEqual(['config.toml', 'program']);
  }, 60_000);
});
