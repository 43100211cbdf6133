import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { DiskSearch } from '../../../src/adapters/bubblewrap/disk-search.js';
import { launcherArguments, planCommandLine, renderFor } from '../../../src/adapters/seatbelt/plan-command-line.js';
import type { SeatbeltPlan } from '../../../src/adapters/seatbelt/seatbelt-plan.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { compileAccess } from '../../../src/domain/permissions/resolve-access.js';
import type { SandboxRequest } from '../../../src/ports/process-sandbox.js';
import { gatherFacts } from '../bubblewrap/support/gather-facts.js';
import { type ModelVerdict, MountModel } from '../bubblewrap/support/mount-model.js';
import { describeOnLinux } from '../bubblewrap/support/on-linux.js';
import { managed, rule, TestBench } from '../bubblewrap/support/test-bench.js';
import { parametersOf, settings } from '../seatbelt/support/planned.js';
import { PolicyModel } from '../seatbelt/support/policy-model.js';
import { isBubblewrapPlan, launchArguments } from './launch-arguments.js';
import { type Folder, placesIn, randomWorlds, type World } from './random-worlds.js';

const script = readFileSync(new URL('./ask-inside.py', import.meta.url), 'utf8');
/** Enough of the system to run Python. */
const system = ['/usr', '/bin', '/lib', '/lib64', '/etc'].map((path) => rule(path, 'read'));
const wanted = Number(process.env.FAST_CHECK_RUNS ?? 0);

type Judge = 'rules' | 'seatbelt' | 'mounts' | 'bubblewrap';
type Verdicts = Readonly<Record<Judge, ModelVerdict>>;

describeOnLinux('the rules, the policy of Seatbelt, the mounts of bubblewrap, and bubblewrap itself', () => {
  const bench = new TestBench({ missingMetadata: 'mask' });
  afterAll(() => bench.close());

  it('give the same verdict about every path', { timeout: 600_000 }, async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(randomWorlds(), async (world) => {
        round += 1;
        const root = join(bench.workspace, `world ${round}`) as AbsolutePath;
        plant(root, world.tree);
        try {
          const differences = await differencesIn(world, root, bench);
          expect(differences, world.description).toEqual([]);
        } finally {
          rmSync(root, { recursive: true, force: true });
        }
      }),
      { numRuns: Math.min(Math.max(wanted / 10, 80), 2_000), endOnFailure: false },
    );
  });
});

async function differencesIn(world: World, root: AbsolutePath, bench: TestBench): Promise<readonly unknown[]> {
  const profile = managed([...system, ...world.entries(root)]);
  const context = { cwd: root, workspaceRoots: [] };
  const facts = await gatherFacts(profile, context);
  const argv = ['python3', '-c', script] as const;
  const request: SandboxRequest = {
    argv,
    cwd: '/' as AbsolutePath,
    environment: { PATH: '/usr/bin:/bin' },
    profile,
    context,
    facts,
  };
  const paths = world.places.map((place) => (place === '' ? root : join(root, place)) as AbsolutePath);
  const existing = new Set<string>([root, ...placesIn(world.tree).map((place) => join(root, place))]);
  const judged = await judge(request, paths, bench);
  return judged.flatMap((verdicts, index) => {
    const path = paths[index] ?? root;
    const problem = existing.has(path) ? disagreement(verdicts) : weakness(path, verdicts, request);
    return problem ? [{ path: path.slice(root.length), exists: existing.has(path), ...verdicts }] : [];
  });
}

async function judge(
  request: SandboxRequest,
  paths: readonly AbsolutePath[],
  bench: TestBench,
): Promise<readonly Verdicts[]> {
  const { profile, context } = request;
  if (profile.kind !== 'managed') throw new Error('the profile is not managed');
  const seatbelt = planCommandLine(request, settings);
  const bubblewrap = bench.sandbox.plan(request);
  if (!seatbelt.ok) throw new Error(seatbelt.error.message);
  if (!bubblewrap.ok || !isBubblewrapPlan(bubblewrap.value)) throw new Error('bubblewrap has no plan');
  const policy = await policyOf(seatbelt.value);
  const launch = await launchArguments(bubblewrap.value, bench.stateDirectory);
  // What covers an empty file is as empty.
  const mounts = new MountModel(launch, [join(bench.stateDirectory, 'denied')]);
  const rules = compileAccess(profile.fileSystem, context);
  const answers = await askInside(request, paths, bench);
  return paths.map((path, index) => {
    const [read = false, write = false] = answers[index] ?? [];
    return {
      rules: { read: rules.canRead(path), write: rules.canWrite(path) },
      seatbelt: policy.verdict(path),
      mounts: mounts.verdict(path),
      bubblewrap: { read, write },
    };
  });
}

/** The policy that the launcher gets in the end, with what was found on the disk. */
async function policyOf(plan: SeatbeltPlan): Promise<PolicyModel> {
  const found = plan.search === undefined ? undefined : await new DiskSearch().run(plan.search);
  if (found === undefined) return new PolicyModel(plan.policy, parametersOf(plan));
  const policy = renderFor({ ...plan.source, ...found }, settings);
  if (!policy.ok) throw new Error(policy.error.message);
  return new PolicyModel(policy.value.text, parametersOf({ argv: launcherArguments(policy.value) }));
}

async function askInside(
  request: SandboxRequest,
  paths: readonly AbsolutePath[],
  bench: TestBench,
): Promise<readonly (readonly boolean[])[]> {
  const planned = bench.sandbox.plan(request);
  if (!planned.ok) throw new Error(planned.error.message);
  let output = '';
  const running = bench.sandbox.spawn(planned.value, {
    stdin: 'open',
    onOutput: ({ bytes }) => {
      output += Buffer.from(bytes).toString('utf8');
    },
  });
  running.write(Buffer.from(JSON.stringify(paths)));
  running.end();
  const outcome = await running.outcome;
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0) throw new Error(`${JSON.stringify(outcome)} ${output}`);
  return JSON.parse(output) as readonly (readonly boolean[])[];
}

function disagreement(verdicts: Verdicts): boolean {
  return new Set(Object.values(verdicts).map((it) => JSON.stringify(it))).size > 1;
}

/**
 * What does not exist can only be made. Nobody may let something be made that the rules forbid; a sandbox may be stricter, because it has to
 * keep the directories above a protected place from being made as well. A pattern is looked for only before a command starts.
 */
function weakness(
  path: AbsolutePath,
  { rules, seatbelt, mounts, bubblewrap }: Verdicts,
  request: SandboxRequest,
): boolean {
  const { profile, context } = request;
  const hidden =
    profile.kind === 'managed' && compileAccess(profile.fileSystem, context).denyPattern(path) !== undefined;
  if (seatbelt.write && !rules.write) return true;
  if (hidden) return false;
  return (bubblewrap.write && !rules.write) || (mounts.write && !rules.write);
}

function plant(at: string, folder: Folder): void {
  mkdirSync(at, { recursive: true });
  for (const [name, content] of Object.entries(folder)) {
    if (typeof content === 'string') writeFileSync(join(at, name), content);
    else plant(join(at, name), content);
  }
}
