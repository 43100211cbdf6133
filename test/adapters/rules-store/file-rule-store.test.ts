import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { FileRuleStore } from '../../../src/adapters/rules-store/file-rule-store.js';
import { type AbsolutePath, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { describeRuleStore } from '../../../src/testing/describe-rule-store.js';

async function temporaryHome(): Promise<AbsolutePath> {
  const folder = await mkdtemp(join(tmpdir(), 'rules-'));
  const home = parseAbsolutePath(folder, process.platform === 'win32' ? 'windows' : 'posix');
  if (!home.ok) throw new Error('expected an absolute folder');
  return home.value;
}

describeRuleStore({ test }, 'FileRuleStore', async () => {
  const codexHome = await temporaryHome();
  const create = () => new FileRuleStore({ codexHome });
  return { store: create(), reopen: async () => create(), cleanUp: () => rm(codexHome, { recursive: true }) };
});

describe('FileRuleStore', () => {
  let codexHome: AbsolutePath;
  let rules: string;
  let store: FileRuleStore;

  beforeEach(async () => {
    codexHome = await temporaryHome();
    rules = join(codexHome, 'rules');
    store = new FileRuleStore({ codexHome });
  });

  afterEach(() => rm(codexHome, { recursive: true }));

  const put = async (name: string, text: string | Uint8Array): Promise<string> => {
    await mkdir(rules, { recursive: true });
    await writeFile(join(rules, name), text);
    return join(rules, name);
  };

  it('writes nothing by reading', async () => {
    expect(await store.read()).toEqual({ ok: true, value: [] });
    await expect(stat(rules)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('reads the rule files in the order of their names', async () => {
    const b = await put('b.rules', 'b');
    const a = await put('a.rules', '\ufeffa');
    const capital = await put('Z.rules', 'z');
    await put('notes.txt', 'no');
    await put('a.rules.bak', 'no');
    await put('.rules', 'no');
    await mkdir(join(rules, 'folder.rules'));
    expect(await store.read()).toEqual({
      ok: true,
      value: [
        { name: capital, text: 'z' },
        { name: a, text: 'a' },
        { name: b, text: 'b' },
      ],
    });
  });

  it('creates the file for its owner alone', async () => {
    expect(await store.allowPrefix(['echo', 'Hello, world!'])).toEqual({ ok: true, value: undefined });
    const path = join(rules, 'default.rules');
    expect(await readFile(path, 'utf8')).toBe('prefix_rule(pattern=["echo", "Hello, world!"], decision="allow")\n');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('adds to what a person wrote, on a line of its own', async () => {
    const path = await put('default.rules', '# mine\nprefix_rule(["ls"])');
    await store.allowPrefix(['cat']);
    await store.allowPrefix(['cat']);
    expect(await readFile(path, 'utf8')).toBe(
      '# mine\nprefix_rule(["ls"])\nprefix_rule(pattern=["cat"], decision="allow")\n',
    );
  });

  it('refuses a file that is no text', async () => {
    const path = await put('a.rules', Uint8Array.of(0xff, 0xfe));
    expect(await store.read()).toMatchObject({ ok: false, error: { code: 'unreadable', location: path } });
  });

  it('refuses a file that is too large', async () => {
    const path = await put('a.rules', new Uint8Array(1024 * 1024 + 1).fill(0x23));
    expect(await store.read()).toMatchObject({
      ok: false,
      error: {
        code: 'unreadable',
        location: path,
        message: `cannot read the rules in \`${path}\`: it is larger than 1048576 bytes`,
      },
    });
  });

  it('says when the folder is none', async () => {
    await writeFile(rules, '');
    expect(await store.read()).toMatchObject({ ok: false, error: { code: 'unreadable', location: rules } });
    expect(await store.allowPrefix(['ls'])).toMatchObject({ ok: false, error: { code: 'unwritable' } });
  });

  it('goes on after a failure', async () => {
    const path = join(rules, 'default.rules');
    await mkdir(path, { recursive: true });
    expect(await store.allowPrefix(['ls'])).toMatchObject({ ok: false, error: { code: 'unwritable', location: path } });
    await rm(path, { recursive: true });
    expect(await store.allowPrefix(['ls'])).toEqual({ ok: true, value: undefined });
  });

  describe.skipIf(process.platform === 'win32')('on a POSIX system', () => {
    it('follows links to files', async () => {
      const target = join(codexHome, 'mine');
      await writeFile(target, 'linked');
      await mkdir(rules);
      await symlink(target, join(rules, 'a.rules'));
      expect(await store.read()).toEqual({ ok: true, value: [{ name: join(rules, 'a.rules'), text: 'linked' }] });
    });

    it('refuses a link that leads nowhere: the rules behind it are missing', async () => {
      await mkdir(rules);
      await symlink(join(codexHome, 'nowhere'), join(rules, 'a.rules'));
      expect(await store.read()).toMatchObject({ ok: false, error: { code: 'unreadable' } });
    });

    it('is not blocked by a FIFO', async () => {
      await mkdir(rules);
      await promisify(execFile)('mkfifo', [join(rules, 'a.rules'), join(rules, 'default.rules')]);
      expect(await store.read()).toEqual({ ok: true, value: [] });
      expect(await store.allowPrefix(['ls'])).toMatchObject({ ok: false, error: { code: 'unwritable' } });
    });

    it.skipIf(process.getuid?.() === 0)('refuses a file that may not be read', async () => {
      const path = await put('a.rules', '');
      await chmod(path, 0);
      expect(await store.read()).toMatchObject({ ok: false, error: { code: 'unreadable', location: path } });
    });

    it('keeps the lines of several stores apart', async () => {
      const stores = Array.from({ length: 8 }, () => new FileRuleStore({ codexHome }));
      await Promise.all(
        stores.flatMap((one, index) => [one.allowPrefix([`a${index}`]), one.allowPrefix([`b${index}`])]),
      );
      const lines = (await readFile(join(rules, 'default.rules'), 'utf8')).split('\n');
      const expected = stores.flatMap((_, index) =>
        ['a', 'b'].map((letter) => `prefix_rule(pattern=["${letter}${index}"], decision="allow")`),
      );
      expect(lines.sort()).toEqual(['', ...expected].sort());
    });
  });
});
