import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { DiskSearch } from '../../../src/adapters/bubblewrap/search/disk-search.js';
import { launcherArguments, planCommandLine, renderFor } from '../../../src/adapters/seatbelt/plan-command-line.js';
import type { SeatbeltPlan } from '../../../src/adapters/seatbelt/seatbelt-plan.js';
import { type AbsolutePath, isWithin, parentOf } from '../../../src/domain/paths/absolute-path.js';
import { ancestorsOf, selfAndAncestors } from '../../../src/domain/paths/ancestors.js';
import { compileGlob, type Glob } from '../../../src/domain/paths/glob.js';
import type { FileSystemPolicy } from '../../../src/domain/permissions/file-system-policy.js';
import { materializePolicy } from '../../../src/domain/permissions/materialize.js';
import type { PermissionContext } from '../../../src/domain/permissions/permission-context.js';
import { withRealSpellings } from '../../../src/domain/permissions/real-spellings.js';
import { compileAccess } from '../../../src/domain/permissions/resolve-access.js';
import type { SandboxPlan, SandboxRequest } from '../../../src/ports/process-sandbox.js';
import { gatherFacts } from '../bubblewrap/support/gather-facts.js';
import { type ModelVerdict, MountModel } from '../bubblewrap/support/mount-model.js';
import { managed, rule, type TestBench } from '../bubblewrap/support/test-bench.js';
import { parametersOf, settings } from '../seatbelt/support/planned.js';
import { PolicyModel } from '../seatbelt/support/policy-model.js';
import { isBubblewrapPlan, launchArguments } from './launch-arguments.js';
import { linksIn, type World } from './random-worlds.js';
import { type Way, waysTo } from './world-on-disk.js';

const script = readFileSync(new URL('./ask-inside.py', import.meta.url), 'utf8');
/** Enough of the system to run Python. */
const system = ['/usr', '/bin', '/lib', '/lib64', '/etc'].map((path) => rule(path, 'read'));

type Judge = 'rules' | 'seatbelt' | 'mounts' | 'bubblewrap';
type Verdicts = Readonly<Record<Judge, ModelVerdict>>;

/** A world that lies on the disk. */
export interface PlantedWorld {
  readonly root: AbsolutePath;
  readonly bench: TestBench;
  /** A directory beside the world that links may lead to. */
  readonly outside?: string;
}

/** Every way to a place in the world about which the judges differ, with what they say. */
export async function differencesBetween(
  world: World,
  { root, bench, outside }: PlantedWorld,
): Promise<readonly unknown[]> {
  const profile = managed([...system, ...world.entries(root)]);
  const context: PermissionContext = {
    cwd: root,
    workspaceRoots: world.workspace ? [root] : [],
    ...(world.tmpdir === undefined ? {} : { tmpdir: join(root, world.tmpdir) as AbsolutePath }),
  };
  const request: SandboxRequest = {
    argv: ['python3', '-c', script],
    cwd: '/' as AbsolutePath,
    environment: { PATH: '/usr/bin:/bin' },
    profile,
    context,
    facts: await gatherFacts(profile, context),
  };
  const beside =
    outside === undefined ? [] : ['', 'file', 'folder', 'folder/x.env'].map((place) => join(outside, place));
  const ways = waysTo([...world.places.map((place) => join(root, place)), ...beside]);
  const plans = { seatbelt: planCommandLine(request, settings), bubblewrap: bench.sandbox.plan(request) };
  if (!plans.seatbelt.ok || !plans.bubblewrap.ok) {
    const refusals = [plans.seatbelt, plans.bubblewrap].map((plan) => (plan.ok ? undefined : plan.error.message));
    return refusals[0] === refusals[1] ? [] : [{ refusals }];
  }
  const access = accessFor(
    request,
    linksIn(world.tree).map((place) => join(root, place) as AbsolutePath),
  );
  const judges = { access, seatbelt: plans.seatbelt.value, bubblewrap: plans.bubblewrap.value, bench };
  const late = await lateRefusals(judges);
  if (late.some((refusal) => refusal !== undefined)) return new Set(late).size === 1 ? [] : [{ late }];
  const judged = await judge(ways, judges);
  return judged.flatMap((verdicts, index) => {
    const way = ways[index];
    if (way === undefined || !problemOf(way, verdicts, access)) return [];
    if (world.workspace && isRepositoryPart(way) && areStricterAlike(verdicts)) return [];
    return [{ path: way.path.slice(root.length), real: way.real, exists: way.exists, ...verdicts }];
  });
}

/**
 * What the rules say about places as they lie on the disk, as tools of this process are judged. What a link leads to is hidden as well where a
 * pattern hides the link.
 */
function accessFor({ profile, context, facts }: SandboxRequest, links: readonly AbsolutePath[]): Access {
  if (profile.kind !== 'managed') throw new Error('the profile is not managed');
  const access = compileAccess(withRealSpellings(profile.fileSystem, context, facts), context);
  const { denyPattern } = access;
  const groups = patternsByBase(materializePolicy(profile.fileSystem, context.workspaceRoots));
  const hidden = links
    .filter((link) => existsSync(link) && groups.some((globs) => isFound(link, globs)))
    .map((link) => realpathSync(link) as AbsolutePath);
  const isHidden = (path: AbsolutePath): boolean => hidden.some((place) => isWithin(path, place));
  return {
    canRead: (path) => access.canRead(path) && !isHidden(path),
    canWrite: (path) => access.canWrite(path) && !isHidden(path),
    isPattern: (path) => denyPattern(path) !== undefined,
    isMetadataOfNothing: (path) => {
      const metadata = access.protectedMetadata(path);
      return metadata !== undefined && !existsSync(parentOf(metadata));
    },
  };
}

/** Patterns below one directory are looked for together, and nobody looks into a directory that one of them matches. */
function isFound(link: AbsolutePath, globs: readonly Glob[]): boolean {
  return globs.some((glob) => glob.matches(link)) && !globs.some((glob) => glob.covers(parentOf(link)));
}

function patternsByBase(policy: FileSystemPolicy): readonly (readonly Glob[])[] {
  const groups = new Map<AbsolutePath, Glob[]>();
  for (const { path } of policy.kind === 'restricted' ? policy.entries : []) {
    const glob = path.kind === 'glob' ? compileGlob(path.pattern as AbsolutePath) : undefined;
    if (glob?.ok === true) groups.set(glob.value.base, [...(groups.get(glob.value.base) ?? []), glob.value]);
  }
  return [...groups.values()];
}

interface Access {
  canRead(path: AbsolutePath): boolean;
  canWrite(path: AbsolutePath): boolean;
  isPattern(path: AbsolutePath): boolean;
  /** Whether a path lies in the metadata of a writable place that does not exist: without the place there is nothing to protect in it. */
  isMetadataOfNothing(path: AbsolutePath): boolean;
}

interface Judges {
  readonly access: Access;
  readonly seatbelt: SeatbeltPlan;
  readonly bubblewrap: SandboxPlan;
  readonly bench: TestBench;
}

/** What everybody says who refuses a command only after having looked at what patterns match on the disk. */
async function lateRefusals({ seatbelt, bubblewrap, bench }: Judges): Promise<readonly (string | undefined)[]> {
  if (!isBubblewrapPlan(bubblewrap)) throw new Error('bubblewrap has no plan');
  const said = (attempt: Promise<unknown>): Promise<string | undefined> =>
    attempt.then(
      () => undefined,
      (error: Error) => error.message.split(';')[0],
    );
  const models = [said(policyOf(seatbelt)), said(launchArguments(bubblewrap, bench.stateDirectory))];
  const [first, second] = await Promise.all(models);
  return first === undefined && second === undefined
    ? []
    : [first, second, await said(askInside(bubblewrap, [], bench))];
}

async function judge(
  ways: readonly Way[],
  { access, seatbelt, bubblewrap, bench }: Judges,
): Promise<readonly Verdicts[]> {
  if (!isBubblewrapPlan(bubblewrap)) throw new Error('bubblewrap has no plan');
  const policy = await policyOf(seatbelt);
  const launch = await launchArguments(bubblewrap, bench.stateDirectory);
  // What covers an empty file is as empty.
  const mounts = new MountModel(launch, [join(bench.stateDirectory, 'denied')]);
  const answers = await askInside(bubblewrap, ways, bench);
  return ways.map(({ real }, index) => {
    const [read = false, write = false] = answers[index] ?? [];
    return {
      rules: { read: access.canRead(real), write: access.canWrite(real) },
      seatbelt: policy.verdict(real),
      mounts: mounts.verdict(real),
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
  plan: SandboxPlan,
  ways: readonly Way[],
  bench: TestBench,
): Promise<readonly (readonly boolean[])[]> {
  let output = '';
  const running = bench.sandbox.spawn(plan, {
    stdin: 'open',
    onOutput: ({ bytes }) => {
      output += Buffer.from(bytes).toString('utf8');
    },
  });
  running.write(Buffer.from(JSON.stringify(ways.map(({ path }) => path))));
  running.end();
  const outcome = await running.outcome;
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0) throw new Error(`${JSON.stringify(outcome)} ${output}`);
  return JSON.parse(output) as readonly (readonly boolean[])[];
}

function problemOf(way: Way, verdicts: Verdicts, access: Access): boolean {
  if (!way.exists) return weakness(way, verdicts, access);
  if (way.path === way.real || !isOpen(way, access)) {
    return way.path === way.real ? disagreement(verdicts) : stronger(verdicts.bubblewrap, verdicts.rules);
  }
  return disagreement(verdicts);
}

/** Whether every directory on a way may be read, by its name and where it really is: a link in a directory that is hidden leads nowhere. */
function isOpen({ path }: Way, access: Access): boolean {
  return ancestorsOf(path).every(
    (directory) => access.canRead(directory) && access.canRead(realpathSync(directory) as AbsolutePath),
  );
}

/**
 * Rules know nothing of the repositories further inside that a sandbox finds: their hooks, configuration and `.git` files, or all of them
 * where one of these is a link.
 */
function isRepositoryPart({ path, real }: Way): boolean {
  if ([path, real].some((place) => /\/(?:\.git|hooks|config|commondir)(?:\/|$)/.test(place))) return true;
  return selfAndAncestors(real).some((directory) =>
    ['hooks', 'config', 'commondir'].some((name) => isLink(join(directory, name))),
  );
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Whether all sandboxes keep from writing what the rules would let be written, and agree on everything else. */
function areStricterAlike({ rules, ...sandboxes }: Verdicts): boolean {
  return Object.values(sandboxes).every(({ read, write }) => read === rules.read && !write);
}

function disagreement(verdicts: Verdicts): boolean {
  return new Set(Object.values(verdicts).map((it) => JSON.stringify(it))).size > 1;
}

/** Whether a judge allows what another one forbids. */
function stronger(one: ModelVerdict, other: ModelVerdict): boolean {
  return (one.read && !other.read) || (one.write && !other.write);
}

/**
 * What does not exist can only be made. Nobody may let something be made that the rules forbid; a sandbox may be stricter, because it has to
 * keep the directories above a protected place from being made as well. A pattern is looked for only before a command starts.
 */
function weakness({ path, real }: Way, { rules, seatbelt, mounts, bubblewrap }: Verdicts, access: Access): boolean {
  if (access.isMetadataOfNothing(real)) return false;
  if (seatbelt.write && !rules.write) return true;
  if (access.isPattern(path) || access.isPattern(real)) return false;
  return (bubblewrap.write && !rules.write) || (mounts.write && !rules.write);
}
