import { describe, expect, it } from 'vitest';
import {
  type CompiledProfile,
  compilePermissionProfile,
} from '../../../src/domain/config/compile-permission-profile.js';
import { decodeProfileTables } from '../../../src/domain/config/profile-table.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { materializePolicy } from '../../../src/domain/permissions/materialize.js';
import { pathsOfInterest } from '../../../src/domain/permissions/paths-of-interest.js';
import { compileAccess } from '../../../src/domain/permissions/resolve-access.js';
import { resolveFileSystemRules } from '../../../src/domain/permissions/resolve-rules.js';
import { decodePermissionProfile } from '../../../src/domain/permissions/wire/decode-permission-profile.js';
import { encodePermissionProfile } from '../../../src/domain/permissions/wire/encode-permission-profile.js';
import type { JsonObject } from '../../../src/domain/tools/tool-definition.js';
import { abs, at, contextAt, glob, managed, noFacts, restricted, special, workspace } from './build.js';

const context = contextAt();
const options = { platform: 'linux', cwd: abs('/ws'), homeDirectory: abs('/home/u') } as const;

/** Far above what a linear algorithm needs on a machine that does other work too, and far below what a quadratic one takes. */
const limitMs = 30_000;

function within<T>(work: () => T): T {
  const started = performance.now();
  const result = work();
  expect(performance.now() - started).toBeLessThan(limitMs);
  return result;
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function compile(permissions: JsonObject, id = 'dev'): CompiledProfile {
  const tables = decodeProfileTables(permissions);
  const table = tables.ok ? tables.value.get(id) : undefined;
  if (!tables.ok || table === undefined) throw new Error(id);
  const compiled = compilePermissionProfile(table, tables.value, options);
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value;
}

describe('hostile input', { timeout: 120_000 }, () => {
  it('of a hundred thousand entries is resolved in linear time', () => {
    const entries = numbers(100_000).flatMap((index): readonly FileSystemEntry[] => [
      at(`/ws/d${index % 500}/f${index}`, index % 3 === 0 ? 'write' : index % 3 === 1 ? 'read' : 'deny'),
    ]);
    const policy = restricted(special('root', 'read'), workspace('write'), ...entries);
    const rules = within(() => resolveFileSystemRules(policy, context, noFacts));
    expect([rules.writableRoots.length, rules.unreadableRoots.length]).toStrictEqual([33_335, 33_333]);
    const access = within(() => compileAccess(policy, context));
    expect(
      within(() => numbers(100_000).filter((index) => access.canWrite(abs(`/ws/d${index % 500}/f${index}`))).length),
    ).toBe(33_334);
    within(() => pathsOfInterest({ kind: 'managed', fileSystem: policy, network: 'restricted' }, context));
  });

  it('of ten megabytes is decoded in linear time', () => {
    const profile = managed(...numbers(60_000).map((index) => at(`/${'x'.repeat(100)}/${index}`, 'read')));
    const text = JSON.stringify(encodePermissionProfile(profile));
    expect(text.length).toBeGreaterThan(9_000_000);
    expect(within(() => decodePermissionProfile(JSON.parse(text)))).toStrictEqual({ ok: true, value: profile });
  });

  it('of ten thousand profiles that extend each other is merged in linear time', () => {
    const permissions = Object.fromEntries(
      numbers(10_000).map((index) => [
        `p${index}`,
        {
          ...(index === 0 ? {} : { extends: `p${index - 1}` }),
          filesystem: { [`/p${index}`]: 'read', ':workspace_roots': { [`s${index}`]: 'write' } },
          workspace_roots: { [`/r${index}`]: true },
          network: { domains: { [`h${index}.com`]: 'allow' } },
        },
      ]),
    );
    const { fileSystem, workspaceRoots, networkRules } = within(() => compile(permissions, 'p9999'));
    expect([fileSystem.entries.length, workspaceRoots.length, networkRules.allowedDomains.length]).toStrictEqual([
      20_000, 10_000, 10_000,
    ]);
  });

  it('of ten thousand profiles in a cycle is refused with a short message', () => {
    const permissions = Object.fromEntries(
      numbers(10_000).map((index) => [`p${index}`, { extends: `p${(index + 1) % 10_000}` }]),
    );
    const tables = decodeProfileTables(permissions);
    const first = tables.ok ? tables.value.get('p0') : undefined;
    if (!tables.ok || first === undefined) throw new Error('p0');
    const refused = within(() => compilePermissionProfile(first, tables.value, options));
    expect(refused).toMatchObject({ ok: false, error: { path: ['permissions', 'p9999', 'extends'] } });
    expect(refused.ok ? '' : refused.error.message).toMatch(/^.{100,300}… -> p0`; remove one `extends`$/);
  });

  it('with names of object properties stays data', () => {
    const permissions = JSON.parse(
      '{"__proto__": {"filesystem": {"/a": "read", "__proto__": {"x": "read"}}}, "constructor": {"extends": "toString"}, "dev": {"extends": "__proto__", "filesystem": {"/b": "read"}, "network": {"__proto__": {"enabled": true}}}}',
    );
    expect(decodeProfileTables(permissions).ok).toBe(true);
    const tables = decodeProfileTables(permissions);
    const dev = tables.ok ? tables.value.get('dev') : undefined;
    if (!tables.ok || dev === undefined) throw new Error('dev');
    expect(compilePermissionProfile(dev, tables.value, options)).toMatchObject({
      error: { path: ['permissions', '__proto__', 'filesystem', '__proto__', 'x'] },
    });
    expect(
      compile({ dev: { filesystem: { '/b': 'read' }, network: JSON.parse('{"__proto__": {"enabled": true}}') } })
        .network,
    ).toBe('restricted');
    const named = tables.value.get('constructor');
    expect(named && compilePermissionProfile(named, tables.value, options)).toMatchObject({
      error: { path: ['permissions', 'constructor', 'extends'] },
    });
    expect(({} as { enabled?: boolean }).enabled).toBeUndefined();
  });

  it('of patterns that make a backtracking matcher hang is answered in linear time', () => {
    const patterns = [
      `/ws/${'*a'.repeat(1000)}b`,
      `/ws/${'**/a/'.repeat(400)}b`,
      `/ws/${'[ab]*'.repeat(400)}c`,
      `/ws/${'?*'.repeat(1000)}z`,
    ];
    const access = compileAccess(
      restricted(special('root', 'read'), ...patterns.map((pattern) => glob(pattern))),
      context,
    );
    const paths = [`/ws/${'a'.repeat(4000)}`, `/ws/${'a/'.repeat(2000)}c`, `/ws/${'b'.repeat(4000)}`];
    expect(within(() => paths.map((path) => access.canRead(abs(path))))).toStrictEqual([true, true, true]);
  });

  it('of ten thousand patterns asks only those whose directory fits', () => {
    const patterns = numbers(10_000).map((index) => glob(`/ws/d${index}/**/*.env`));
    const access = compileAccess(restricted(special('root', 'read'), ...patterns), context);
    const denied = within(() => numbers(20_000).filter((index) => !access.canRead(abs(`/ws/d${index}/a/x.env`))));
    expect(denied.length).toBe(10_000);
  });

  it('of a thousand roots and a thousand workspace rules is materialised in linear time', () => {
    const roots = numbers(1000).map((index) => abs(`/root${index}`));
    const policy = restricted(...numbers(100).map((index) => workspace('read', `d${index}`)));
    const materialised = within(() => materializePolicy(policy, roots));
    expect(materialised.kind === 'restricted' && materialised.entries.length).toBe(100_000);
  });

  it('of paths with endless depth is answered', () => {
    const access = compileAccess(restricted(special('root', 'read'), workspace('write')), context);
    const deep = abs(`/ws${'/a'.repeat(1_000_000)}`);
    expect(within(() => [access.canRead(deep), access.canWrite(deep)])).toStrictEqual([false, false]);
    const deepest = abs(`/ws${'/a'.repeat(16_000)}`);
    expect(within(() => access.canWrite(deepest))).toBe(true);
  });
});
