import { CodexError } from '../../../domain/codex-error.js';
import { Places } from '../../../domain/enforcement/places.js';
import type { SandboxRefusal } from '../../../ports/process-sandbox.js';
import type { PlaceholderRegistry } from '../placeholders/placeholder-registry.js';
import type { BubblewrapPlan } from '../plan/bubblewrap-plan.js';
import { argumentCount, maxArguments, tooLarge, tooMuchFound } from '../plan/plan-arguments.js';
import { coverPaths } from '../plan/plan-confinement.js';
import { type MountPlan, type MountSettings, planMounts } from '../plan/plan-mounts.js';
import { argumentsAfter, divideLaunch, type RenderedLaunch, renderOptions } from '../plan/render-launch.js';
import type { DiskSearch } from '../search/disk-search.js';
import { StartCheck } from './start-check.js';

/** What a launch is prepared with. */
export interface LaunchTools {
  readonly settings: MountSettings;
  readonly search: DiskSearch;
  readonly placeholders: PlaceholderRegistry;
  /** What is started in the sandbox to start the command. */
  readonly command: readonly string[];
  /** Whether somebody else may be working on the same places while the sandbox is set up. */
  readonly contested: boolean;
  /** Aborted when nobody waits for the launch any more. */
  readonly signal: AbortSignal;
}

/** A launch whose mount points stand on the host until they are released. */
export interface PreparedLaunch {
  readonly rendered: RenderedLaunch;
  /** What has to be checked before the command may start. */
  readonly check: StartCheck | undefined;
  readonly release: () => void;
}

/** Looks for what the plan wants looked for, makes the mount points, and renders what bubblewrap is told. */
export async function prepareLaunch(plan: BubblewrapPlan, tools: LaunchTools): Promise<PreparedLaunch> {
  const mounts = await sharpenMounts(plan, tools);
  tools.signal.throwIfAborted();
  const lease = await tools.placeholders.acquire(mounts.placeholders);
  try {
    const steps = mounts.steps.filter(({ needs }) => needs === undefined || !lease.impossible.has(needs));
    const unchanged = mounts.steps === plan.launch.steps && lease.impossible.size === 0;
    const options = unchanged
      ? plannedOptions(plan)
      : renderOptions({ ...plan.launch, steps }, coverPaths(tools.settings.stateDirectory));
    const rendered = divideLaunch(options, tools.command, plan.environment);
    const size = argumentCount([...rendered.arguments, ...rendered.settings], {});
    if (size > maxArguments) throw refused(mounts.steps === plan.launch.steps ? tooLarge(size) : tooMuchFound(size));
    const check = tools.contested ? new StartCheck(steps) : undefined;
    return { rendered, check, release: () => lease.release() };
  } catch (error) {
    lease.release();
    throw error;
  }
}

async function sharpenMounts({ launch, placeholders, search }: BubblewrapPlan, tools: LaunchTools): Promise<MountPlan> {
  const found = search === undefined ? undefined : await tools.search.run(search, tools.signal);
  if (found === undefined) return { steps: launch.steps, placeholders };
  const mounts = planMounts(found.rules, new Places(found.facts), tools.settings);
  if (!mounts.ok) throw refused(mounts.error);
  return mounts.value;
}

function plannedOptions({ argv, launch }: BubblewrapPlan): readonly string[] {
  return argv.slice(1, argv.length - argumentsAfter(launch.command).length);
}

function refused({ message, remedy }: SandboxRefusal): CodexError {
  return new CodexError('sandbox-unavailable', `${message}; ${remedy}`);
}
