import { describe, expect, it } from 'vitest';
import { describeOrigin } from '../../../src/domain/permissions/describe-origin.js';
import { describeTarget } from '../../../src/domain/permissions/describe-target.js';
import { entryKey, unionOfEntries } from '../../../src/domain/permissions/entry-key.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { targetKey, withNewTargets } from '../../../src/domain/permissions/policy-target.js';
import { abs, at, glob, skip, special, unknownSpecial, workspace, workspaceGlob } from './build.js';

/** Entries about twenty different things. */
const targets: readonly (readonly [FileSystemEntry, string])[] = [
  [at('/a', 'read'), '/a'],
  [at('/b', 'read'), '/b'],
  [glob('/a', 'read'), '/a'],
  [glob('/b', 'read'), '/b'],
  [workspaceGlob('a', 'read'), ':workspace_roots/a'],
  [workspaceGlob('/a', 'read'), ':workspace_roots//a'],
  [special('root', 'read'), ':root'],
  [special('minimal', 'read'), ':minimal'],
  [special('tmpdir', 'read'), ':tmpdir'],
  [special('slash-tmp', 'read'), ':slash_tmp'],
  [workspace('read'), ':workspace_roots'],
  [workspace('read', 'a'), ':workspace_roots/a'],
  [workspace('read', 'b'), ':workspace_roots/b'],
  [unknownSpecial(':f', 'read'), ':f'],
  [unknownSpecial(':g', 'read'), ':g'],
  [unknownSpecial(':f', 'read', 'a'), ':f/a'],
  [unknownSpecial(':f', 'read', 'b'), ':f/b'],
];

describe('two entries', () => {
  it('are the same rule when all of their parts are', () => {
    const entries = targets.flatMap(([entry]) => [entry, skip(entry), { ...entry, access: 'deny' as const }]);
    expect(new Set(entries.map(entryKey)).size).toBe(entries.length);
    expect(new Set(entries.map((entry) => entryKey({ ...entry, origin: { kind: 'grant' } })))).toStrictEqual(
      new Set(entries.map(entryKey)),
    );
  });

  it('share a target when they speak about the same thing', () => {
    const keys = targets.map(([entry]) => targetKey(entry.path));
    expect(new Set(keys).size).toBe(targets.length);
    expect([targetKey(at('/', 'read').path), targetKey(at('/tmp', 'read').path)]).toStrictEqual([
      targetKey(special('root', 'write').path),
      targetKey(special('slash-tmp', 'write').path),
    ]);
    const windows = (text: string): FileSystemEntry['path'] => ({ kind: 'path', path: abs(text, 'windows') });
    expect(targetKey(windows('C:\\A'))).toBe(targetKey(windows('c:\\a')));
  });

  it('are described as they would be written', () => {
    expect(targets.map(([entry]) => describeTarget(entry.path))).toStrictEqual(targets.map(([, text]) => text));
  });
});

describe('lists of entries', () => {
  it('are joined without repeating a rule', () => {
    const additions = [at('/a', 'write'), at('/b', 'read'), at('/b', 'read'), skip(at('/a', 'read'))];
    expect(unionOfEntries([at('/a', 'read'), at('/a', 'read')], [at('/a', 'read'), ...additions])).toStrictEqual([
      at('/a', 'read'),
      at('/a', 'read'),
      at('/a', 'write'),
      at('/b', 'read'),
      skip(at('/a', 'read')),
    ]);
  });

  it('are joined without speaking twice about one thing', () => {
    const additions = [special('root', 'write'), at('/b', 'read'), at('/b', 'deny'), workspace('read', 'a')];
    expect(withNewTargets([at('/', 'read'), workspace('read')], additions)).toStrictEqual([
      at('/', 'read'),
      workspace('read'),
      at('/b', 'read'),
      workspace('read', 'a'),
    ]);
  });
});

describe('the origin of an entry', () => {
  it('quotes keys that are no bare words', () => {
    const key = ['permissions', 'my dev', 'filesystem', '/a-b_C1', 'a b', 'x'];
    expect(describeOrigin({ ...at('/a', 'read'), origin: { kind: 'profile', profile: 'my dev', key } })).toBe(
      '`permissions."my dev".filesystem."/a-b_C1"."a b".x`',
    );
    const tail = { kind: 'profile', profile: 'p', key: ['a!'] } as const;
    expect(describeOrigin({ ...at('/a', 'read'), origin: tail })).toBe('`"a!"`');
  });
});
