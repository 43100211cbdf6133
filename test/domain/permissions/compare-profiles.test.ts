import { describe, expect, it } from 'vitest';
import { readOnlyProfile, workspaceWriteProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import { compareProfiles } from '../../../src/domain/permissions/explain/compare-profiles.js';
import { abs, at, contextAt, glob, managed, special, workspace, workspaceGlob } from './build.js';

const context = contextAt();
const same = { paths: [], onlyFirstDenies: [], onlySecondDenies: [] };

describe('comparing profiles', () => {
  it('finds no difference between equal rules in different words', () => {
    const first = managed(workspace('write'), special('root', 'read'), workspaceGlob('*.env'));
    const second = managed(at('/', 'read'), at('/ws', 'write'), glob('/ws/*.env'), glob('/ws/*.env'));
    expect(compareProfiles(first, second, context)).toStrictEqual(same);
  });

  it('lists what one allows and the other does not, with exceptions', () => {
    const writing = workspaceWriteProfile({ excludeTmpdir: true, excludeSlashTmp: true, network: 'enabled' });
    const first = managed(special('root', 'read'), workspace('read'), at('/secret', 'deny'), at('/ws/docs', 'read'));
    expect(compareProfiles(first, writing, context)).toStrictEqual({
      ...same,
      network: { first: 'restricted', second: 'enabled' },
      paths: [
        { path: '/secret', first: 'deny', second: 'read' },
        { path: '/ws', first: 'read', second: 'write' },
        { path: '/ws/.agents', first: 'read', second: 'read' },
        { path: '/ws/.aws', first: 'read', second: 'read' },
        { path: '/ws/.codex', first: 'read', second: 'read' },
        { path: '/ws/.git', first: 'read', second: 'read' },
      ],
    });
  });

  it('compares with profiles that restrict nothing', () => {
    expect(
      compareProfiles({ kind: 'disabled' }, managed(special('root', 'read'), at('/a', 'write')), context),
    ).toStrictEqual({
      ...same,
      network: { first: 'enabled', second: 'restricted' },
      paths: [
        { path: '/', first: 'write', second: 'read' },
        { path: '/a', first: 'write', second: 'write' },
        { path: '/a/.agents', first: 'write', second: 'read' },
        { path: '/a/.aws', first: 'write', second: 'read' },
        { path: '/a/.codex', first: 'write', second: 'read' },
        { path: '/a/.git', first: 'write', second: 'read' },
      ],
    });
  });

  it('lists the patterns that only one of them denies', () => {
    const first = managed(special('root', 'read'), glob('/b/*'), glob('/a/*'), glob('/both/*'));
    const second = managed(special('root', 'read'), glob('/both/*'), glob('/c/*'));
    expect(compareProfiles(first, second, context)).toStrictEqual({
      ...same,
      onlyFirstDenies: ['/a/*', '/b/*'],
      onlySecondDenies: ['/c/*'],
    });
  });

  it('lists a difference below a difference, and the return to the outer one', () => {
    const first = managed(at('/', 'write'), at('/a/b', 'deny'), at('/a/b/c', 'write'));
    expect(
      compareProfiles(first, readOnlyProfile(), contextAt('/x')).paths.filter(({ path }) => !path.includes('/.')),
    ).toStrictEqual([
      { path: '/', first: 'write', second: 'read' },
      { path: '/a/b', first: 'deny', second: 'read' },
      { path: '/a/b/c', first: 'write', second: 'read' },
    ]);
  });

  it('looks beyond a place on which both agree', () => {
    const first = managed(at('/', 'write'), at('/a', 'read'), at('/a/b', 'write'), at('/a/b/c', 'read'));
    const second = managed(at('/', 'read'), at('/a/b', 'deny'));
    const seen = compareProfiles(first, second, contextAt('/x')).paths.filter(({ path }) => !path.includes('/.'));
    expect(seen).toStrictEqual([
      { path: '/', first: 'write', second: 'read' },
      { path: '/a', first: 'read', second: 'read' },
      { path: '/a/b', first: 'write', second: 'deny' },
      { path: '/a/b/c', first: 'read', second: 'deny' },
    ]);
  });

  it('does not repeat an agreement below an agreement', () => {
    const first = managed(at('/', 'write'), at('/a', 'read'), at('/a/b', 'deny'));
    const second = managed(at('/', 'read'), at('/a/b', 'deny'));
    const seen = compareProfiles(first, second, contextAt('/x')).paths.filter(({ path }) => !path.includes('/.'));
    expect(seen.map(({ path }) => path)).toStrictEqual(['/', '/a']);
  });

  it('works on Windows', () => {
    const windows = { cwd: abs('C:\\ws', 'windows'), workspaceRoots: [abs('C:\\ws', 'windows')] };
    expect(compareProfiles(managed(workspace('read')), managed(), windows)).toStrictEqual({
      ...same,
      paths: [{ path: 'C:\\ws', first: 'read', second: 'deny' }],
    });
  });
});
