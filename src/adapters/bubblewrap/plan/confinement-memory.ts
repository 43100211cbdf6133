import type { Result } from '../../../domain/result.js';
import type { SandboxRefusal } from '../../../ports/process-sandbox.js';
import type { Confinement, ConfinementInput, ManagedProfile } from './plan-confinement.js';

/** Makes a confinement from its input. */
export type PlanConfinement = (input: ConfinementInput) => Result<Confinement, SandboxRefusal>;

/**
 * Remembers the last confinement of every profile. A thread runs many commands under one profile, and between most of them nothing
 * changes on the disk that the plan depends on; the facts are then equal, although they were gathered anew.
 */
export function rememberConfinements(plan: PlanConfinement): PlanConfinement {
  const remembered = new WeakMap<
    ManagedProfile,
    { readonly signature: string; readonly result: ReturnType<PlanConfinement> }
  >();
  return (input) => {
    const { profile, context, facts, cwd } = input;
    const signature = JSON.stringify([cwd, context, [...facts]]);
    const last = remembered.get(profile);
    if (last?.signature === signature) return last.result;
    const result = plan(input);
    remembered.set(profile, { signature, result });
    return result;
  };
}
