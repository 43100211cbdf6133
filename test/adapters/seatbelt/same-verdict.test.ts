import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { compileAccess } from '../../../src/domain/permissions/resolve-access.js';
import { runs } from '../../support/hostile-text.js';
import type { Tree } from '../bubblewrap/support/planned.js';
import { managed } from '../bubblewrap/support/test-bench.js';
import { type Folder, placesIn, randomWorlds } from '../verdicts/random-worlds.js';
import { parametersOf, planFor } from './support/planned.js';
import { PolicyModel } from './support/policy-model.js';

const root = '/ws' as AbsolutePath;

describe('the policy of Seatbelt', () => {
  it.each(['hardened', 'compatibility'] as const)('says about every path what the rules say (%s)', (level) => {
    fc.assert(
      fc.property(randomWorlds(), (world) => {
        const profile = managed(world.entries(root));
        const plan = planFor(profile, { ws: asTree(world.tree) }, { level });
        const policy = new PolicyModel(plan.policy, parametersOf(plan));
        const rules = compileAccess(profile.kind === 'managed' ? profile.fileSystem : { kind: 'external' }, {
          cwd: root,
          workspaceRoots: [root],
        });
        const paths = ['', ...placesIn(world.tree)].map(
          (place) => (place === '' ? root : `${root}/${place}`) as AbsolutePath,
        );
        expect(paths.map((path) => [path, policy.verdict(path)])).toEqual(
          paths.map((path) => [path, { read: rules.canRead(path), write: rules.canWrite(path) }]),
        );
      }),
      runs(300),
    );
  });

  it('lets nothing be removed or renamed that leads to a protected place', () => {
    fc.assert(
      fc.property(randomWorlds(), (world) => {
        const plan = planFor(managed(world.entries(root)), { ws: asTree(world.tree) });
        const parameters = parametersOf(plan);
        const policy = new PolicyModel(plan.policy, parameters);
        const isRule = (name: string): boolean => /^(?:READABLE|WRITABLE)_ROOT_\d+(?:_EXCLUDED_\d+)?$/.test(name);
        // The disk cannot be moved, nor can the folder of its devices, which no rule here speaks about.
        const isFixed = (path: string): boolean => path === '/' || path === '/dev';
        const protectedPlaces = Object.entries(parameters).filter(([name, path]) => isRule(name) && !isFixed(path));
        const movable = protectedPlaces.flatMap(([, path]) =>
          prefixesOf(path)
            .filter((prefix) => policy.verdict(prefix).write)
            .filter((prefix) => policy.allows({ operation: 'file-write-unlink', path: prefix })),
        );
        expect(movable).toEqual([]);
      }),
      runs(300),
    );
  });
});

function asTree(folder: Folder): Tree {
  return Object.fromEntries(
    Object.entries(folder).map(([name, content]) => {
      if (typeof content !== 'string') return [name, asTree(content)];
      return [name, content === '' ? '' : true];
    }),
  );
}

/** The directories that lead to a path, and the path itself. */
function prefixesOf(path: string): readonly AbsolutePath[] {
  const parts = path.split('/').slice(1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}` as AbsolutePath);
}
