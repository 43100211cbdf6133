import { type PlanSettings, planCommandLine } from '../../../../src/adapters/seatbelt/plan-command-line.js';
import type { SeatbeltPlan } from '../../../../src/adapters/seatbelt/seatbelt-plan.js';
import { pathsOfInterest } from '../../../../src/domain/permissions/paths-of-interest.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import type { SandboxRequest } from '../../../../src/ports/process-sandbox.js';
import { factsIn, requestFor, type Tree } from '../../bubblewrap/support/planned.js';

export const settings: PlanSettings = {
  level: 'hardened',
  missingMetadata: 'mask',
  unixSockets: 'denied',
  proxy: 'missing',
};

/** A request for `true` in `/ws`, with the facts that the profile needs from a tree. */
export function requested(profile: PermissionProfile, tree: Tree): SandboxRequest {
  const { context } = requestFor(profile, new Map());
  return requestFor(profile, factsIn(tree, pathsOfInterest(profile, context)));
}

/** The plan for a profile over a tree; a refusal fails the test. */
export function planFor(profile: PermissionProfile, tree: Tree, own: Partial<PlanSettings> = {}): SeatbeltPlan {
  const planned = planCommandLine(requested(profile, tree), { ...settings, ...own });
  if (!planned.ok) throw new Error(planned.error.message);
  return planned.value;
}

/** One section of a policy, without its title. */
export function sectionOf({ policy }: SeatbeltPlan, title: string): readonly string[] {
  const section = policy.split('\n\n').find((text) => text.startsWith(`; ${title}\n`));
  return section?.trimEnd().split('\n').slice(1) ?? [];
}

/** The parameters of a plan. */
export function parametersOf({ argv }: Pick<SeatbeltPlan, 'argv'>): Readonly<Record<string, string>> {
  const pairs = argv.slice(3, argv.indexOf('--')).map((argument) => {
    const [, name = '', value = ''] = /^-D([A-Z0-9_]+)=([\s\S]*)$/.exec(argument) ?? [];
    return [name, value] as const;
  });
  return Object.fromEntries(pairs);
}
