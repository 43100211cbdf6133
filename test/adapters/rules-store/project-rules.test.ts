import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileRuleStore } from '../../../src/adapters/rules-store/file-rule-store.js';
import { type AbsolutePath, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';

function absolute(text: string): AbsolutePath {
  const parsed = parseAbsolutePath(text, process.platform === 'win32' ? 'windows' : 'posix');
  if (!parsed.ok) throw new Error(`\`${text}\` is not absolute`);
  return parsed.value;
}

describe('the rules of a project', () => {
  let base: string;
  let root: AbsolutePath;
  let inner: AbsolutePath;
  let store: FileRuleStore;

  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'project-rules-')));
    [root, inner] = [absolute(join(base, 'project')), absolute(join(base, 'project', 'inner'))];
    await mkdir(inner, { recursive: true });
    store = new FileRuleStore({ codexHome: absolute(join(base, 'home')) });
  });

  afterEach(() => rm(base, { recursive: true }));

  const put = async (...names: readonly string[]): Promise<string> => {
    const path = join(base, ...names);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '# rules');
    return path;
  };

  it('follow those of the user, from the root of the project down, and know where they lie', async () => {
    const own = await put('home', 'rules', 'z.rules');
    const deep = await put('project', 'inner', '.codex', 'rules', 'a.rules');
    const top = await put('project', '.codex', 'rules', 'b.rules');
    await put('project', '.codex', 'rules', 'folder', 'c.rules');
    await put('project', '.codex', 'rules', 'notes.txt');
    expect(await store.read([root, inner])).toEqual({
      ok: true,
      value: [
        { name: own, text: '# rules' },
        { name: top, text: '# rules', place: top },
        { name: deep, text: '# rules', place: deep },
      ],
    });
    expect(await store.read()).toMatchObject({ value: [{ name: own }] });
  });

  it.each<[string, (project: string) => Promise<unknown>]>([
    ['there is no folder', async () => undefined],
    ['there is a file in the place of the folder', (project) => writeFile(join(project, '.codex'), '')],
  ])('are none when %s', async (_, prepare) => {
    await prepare(root);
    expect(await store.read([root, inner])).toEqual({ ok: true, value: [] });
  });

  it('are none where the folder of the project is the user’s own', async () => {
    const home = absolute(join(base, 'project', '.codex'));
    const own = await put('project', '.codex', 'rules', 'a.rules');
    expect(await new FileRuleStore({ codexHome: home }).read([root])).toEqual({
      ok: true,
      value: [{ name: own, text: '# rules' }],
    });
  });

  it('are none when the project is gone', async () => {
    await rm(root, { recursive: true });
    expect(await store.read([root])).toEqual({ ok: true, value: [] });
  });

  describe.skipIf(process.platform === 'win32')('behind links', () => {
    it('are read inside of the project, and known by where they really lie', async () => {
      const shared = await put('project', 'shared', 'a.rules');
      await mkdir(join(root, '.codex'));
      await symlink(dirname(shared), join(root, '.codex', 'rules'));
      expect(await store.read([root])).toEqual({
        ok: true,
        value: [{ name: join(root, '.codex', 'rules', 'a.rules'), text: '# rules', place: shared }],
      });
    });

    it.each(['elsewhere', 'nowhere'])('are an error when they lie %s', async (where) => {
      if (where === 'elsewhere') await put('elsewhere');
      const link = join(root, '.codex', 'rules', 'a.rules');
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(base, where), link);
      expect(await store.read([root])).toMatchObject({
        ok: false,
        error: { code: 'unreadable', location: link, message: expect.stringContaining('lie outside of the project') },
      });
    });

    it('are an error when it cannot be told where they lie', async () => {
      await symlink('rules', join(root, '.codex'));
      await symlink('.codex', join(root, 'rules'));
      expect(await store.read([root])).toMatchObject({ ok: false, error: { code: 'unreadable' } });
    });
  });
});
