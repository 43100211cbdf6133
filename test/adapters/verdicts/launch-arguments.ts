import type { BubblewrapPlan } from '../../../src/adapters/bubblewrap/plan/bubblewrap-plan.js';
import { coverPaths } from '../../../src/adapters/bubblewrap/plan/plan-confinement.js';
import { planMounts } from '../../../src/adapters/bubblewrap/plan/plan-mounts.js';
import { renderOptions } from '../../../src/adapters/bubblewrap/plan/render-launch.js';
import { DiskSearch } from '../../../src/adapters/bubblewrap/search/disk-search.js';
import { Places } from '../../../src/domain/enforcement/places.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { SandboxPlan } from '../../../src/ports/process-sandbox.js';

/** Whether a plan is one of bubblewrap. */
export function isBubblewrapPlan(plan: SandboxPlan): plan is BubblewrapPlan {
  return plan.sandbox === 'bubblewrap' && 'launch' in plan;
}

/** The arguments that bubblewrap gets in the end, with what was found on the disk. */
export async function launchArguments(plan: BubblewrapPlan, stateDirectory: AbsolutePath): Promise<readonly string[]> {
  const found = plan.search === undefined ? undefined : await new DiskSearch().run(plan.search);
  if (found === undefined) return plan.argv;
  const mounts = planMounts(found.rules, new Places(found.facts), {
    level: 'hardened',
    missingMetadata: 'mask',
    stateDirectory,
  });
  if (!mounts.ok) throw new Error(mounts.error.message);
  const options = renderOptions({ ...plan.launch, steps: mounts.value.steps }, coverPaths(stateDirectory));
  return ['bwrap', ...options, '--'];
}
