import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planArguments } from '../../../src/adapters/bubblewrap/plan/plan-arguments.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { pathsOfInterest } from '../../../src/domain/permissions/paths-of-interest.js';
import { compileAccess } from '../../../src/domain/permissions/resolve-access.js';
import { type ModelVerdict, MountModel } from './support/mount-model.js';
import { describeOnLinux } from './support/on-linux.js';
import { factsIn, requestFor, settings, type Tree } from './support/planned.js';
import { existingPlaces, places, randomEntries } from './support/random-policies.js';
import { managed, rule, TestBench } from './support/test-bench.js';

type Verdicts = Readonly<Record<string, ModelVerdict>>;

function domainVerdicts(entries: readonly FileSystemEntry[], root: AbsolutePath): Verdicts {
  const context = { cwd: root, workspaceRoots: [root] };
  const access = compileAccess({ kind: 'restricted', entries }, context);
  return Object.fromEntries(
    existingPlaces(root).map((path) => [path, { read: access.canRead(path), write: access.canWrite(path) }]),
  );
}

describe('the arguments of bubblewrap', () => {
  const root = '/ws' as AbsolutePath;
  const tree: Tree = { ws: plant(), tmp: {} };
  const covers = ['/state/empty', '/state/denied'];

  it('say about every path what the rules say', () => {
    fc.assert(
      fc.property(randomEntries(root), fc.constantFrom('hardened', 'compatibility'), (entries, level) => {
        const profile = managed(entries);
        const { context } = requestFor(profile, new Map());
        const request = requestFor(profile, factsIn(tree, pathsOfInterest(profile, context)));
        const planned = planArguments(request, { ...settings, level });
        if (!planned.ok) throw new Error(planned.error.message);
        const model = new MountModel(planned.value.argv, covers);
        const seen = existingPlaces(root).map((path) => [path, model.verdict(path)]);
        expect(Object.fromEntries(seen)).toEqual(domainVerdicts(entries, root));
      }),
      { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 500) },
    );
  });
});

describeOnLinux('bubblewrap itself', () => {
  it('says about every path what the rules say', { timeout: 120_000 }, async () => {
    const bench = new TestBench();
    const root = join(bench.workspace, 'root') as AbsolutePath;
    for (const name of places.directories) mkdirSync(join(root, name), { recursive: true });
    for (const name of places.files) bench.file(join(root, name), 'content');
    await fc.assert(
      fc.asyncProperty(randomEntries(root), async (random) => {
        const entries = [...system, ...random];
        expect(await realVerdicts(bench, entries, root)).toEqual(domainVerdicts(entries, root));
      }),
      { numRuns: Math.min(Number(process.env.FAST_CHECK_RUNS ?? 40), 400), endOnFailure: true },
    );
    await bench.close();
  });
});

/** Enough of the system to run a shell. */
const system = ['/usr', '/bin', '/lib', '/lib64', '/etc'].map((path) => rule(path, 'read'));

/** Tries to open every file and to list, and make something in, every directory. */
async function realVerdicts(
  bench: TestBench,
  entries: readonly FileSystemEntry[],
  root: AbsolutePath,
): Promise<Verdicts> {
  const probe = `
for path; do
  if [ -d "$path" ]; then
    ls "$path" >/dev/null 2>&1 && r=true || r=false
    mkdir "$path/probe" 2>/dev/null && w=true || w=false
    rmdir "$path/probe" 2>/dev/null
  else
    (: < "$path") 2>/dev/null && r=true || r=false
    (: >> "$path") 2>/dev/null && w=true || w=false
  fi
  echo "$r $w"
done`;
  const paths = existingPlaces(root);
  const request = await bench.request(['sh', '-c', probe, 'sh', ...paths], managed(entries));
  const { stdout, outcome, stderr } = await bench.run({ ...request, cwd: '/' as AbsolutePath });
  if (outcome.kind !== 'exited') throw new Error(`${JSON.stringify(outcome)} ${stderr}`);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(
    paths.map((path, index) => {
      const [read, write] = lines[index]?.split(' ') ?? [];
      return [path, { read: read === 'true', write: write === 'true' }];
    }),
  );
}

function plant(): Tree {
  const root: Record<string, unknown> = {};
  const at = (path: string): Record<string, unknown> =>
    path.split('/').reduce<Record<string, unknown>>((node, name) => {
      node[name] ??= {};
      return node[name] as Record<string, unknown>;
    }, root);
  for (const directory of places.directories) at(directory);
  for (const file of places.files) {
    const [name = '', ...folders] = file.split('/').reverse();
    (folders.length === 0 ? root : at(folders.reverse().join('/')))[name] = true;
  }
  return root as Tree;
}
