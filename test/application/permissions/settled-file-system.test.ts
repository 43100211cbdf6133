import { describe, expect, it } from 'vitest';
import { SettledFileSystem, settledPlaces } from '../../../src/application/permissions/settled-file-system.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { PathFact } from '../../../src/domain/permissions/path-facts.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import type { FileSystem } from '../../../src/ports/file-system.js';

const path = (text: string): AbsolutePath => text as AbsolutePath;
const directory = (realPath: string): PathFact => ({ type: 'directory', realPath: path(realPath), symlinks: [] });
const missing: PathFact = { type: 'missing', realPath: path('/work'), symlinks: [] };

/** Answers with these facts, one after the other, whatever is asked about. */
function filesWith(facts: readonly PathFact[]): FileSystem {
  const left = [...facts];
  return { inspect: async () => left.shift() ?? expect.fail('nothing is left') } as unknown as FileSystem;
}

describe('the files of a thread', () => {
  async function seen(facts: readonly PathFact[], asked = path('/work')): Promise<readonly PathFact[]> {
    const logged: string[] = [];
    const files = new SettledFileSystem(filesWith(facts), [path('/work')], {
      log: (_, text) => void logged.push(text),
    });
    const found: PathFact[] = [];
    for (const _ of facts) found.push(await files.inspect(asked));
    expect(logged).toHaveLength(found.filter((fact, index) => fact !== facts[index]).length);
    return found;
  }

  it.each<[string, readonly PathFact[], readonly PathFact[]]>([
    ['stay where they are', [directory('/work'), directory('/work')], [directory('/work'), directory('/work')]],
    ['may begin as a link', [directory('/far'), directory('/far')], [directory('/far'), directory('/far')]],
    ['may be missing for a while', [missing, directory('/work'), missing], [missing, directory('/work'), missing]],
    ['are missing once they lead elsewhere', [directory('/work'), directory('/home')], [directory('/work'), missing]],
    [
      'are found again when they are back',
      [directory('/work'), directory('/home'), directory('/work')],
      [directory('/work'), missing, directory('/work')],
    ],
  ])('that may be written %s', async (_, facts, expected) => {
    expect(await seen(facts)).toEqual(expected);
  });

  it('that may not be written may lead anywhere', async () => {
    const facts = [directory('/other'), directory('/home')];
    expect(await seen(facts, path('/other'))).toEqual(facts);
  });
});

describe('writing in a settled place', () => {
  it.each<[string, string, string, unknown]>([
    ['keeps to where the place was first', '/work/a', '/work', ['/first/a', { within: '/first', links: 'refuse' }]],
    ['keeps to it under its other name', '/first/a', '/first', ['/first/a', { within: '/first', links: 'refuse' }]],
    ['leaves other grants alone', '/etc/a', '/', ['/etc/a', { within: '/' }]],
  ])('%s', async (_, file, within, expected) => {
    const asked: unknown[] = [];
    const answer = (...[place, ...rest]: readonly unknown[]): unknown => asked.push([place, rest.at(-1)]);
    const inner = { inspect: async () => directory('/first'), write: answer, remove: answer } as unknown as FileSystem;
    const files = new SettledFileSystem(inner, [path('/work')], { log: () => undefined });
    await files.inspect(path('/work'));
    await files.write(path(file), new Uint8Array(), { within: path(within) });
    await files.remove(path(file), { within: path(within) });
    expect(asked).toEqual([expected, expected]);
  });
});

describe('settledPlaces', () => {
  const context = { cwd: path('/work'), workspaceRoots: [path('/work'), path('/more')], slashTmp: path('/tmp') };

  it('are the roots of the workspace and what a profile lets be written', () => {
    const entries = [
      { path: { kind: 'path', path: path('/extra') }, access: 'write' },
      { path: { kind: 'path', path: path('/seen') }, access: 'read' },
      { path: { kind: 'special', special: { kind: 'slash-tmp' } }, access: 'write' },
    ] as const;
    const profile: PermissionProfile = {
      kind: 'managed',
      fileSystem: { kind: 'restricted', entries },
      network: 'restricted',
    };
    expect(settledPlaces(profile, context)).toEqual(['/work', '/work', '/more', '/extra', '/tmp']);
  });

  it('are none where nobody is confined', () => {
    expect(settledPlaces({ kind: 'disabled' }, context)).toEqual([]);
  });
});
