import { decodeUpdatePlan, planUpdated } from '../../domain/tools/update-plan.js';
import type { Tool } from './tool.js';

/** Shows the agent's plan to the host. */
export const updatePlan: Tool = {
  prepare(call, scope) {
    if (call.kind !== 'function-call') return { kind: 'answer', output: 'aborted' };
    const decoded = decodeUpdatePlan(call.arguments);
    if (!decoded.ok) return { kind: 'answer', output: decoded.error };
    scope.items.showPlan(
      decoded.value.plan.map(({ step, status }) => ({ text: step, completed: status === 'completed' })),
    );
    return { kind: 'answer', output: planUpdated };
  },
};
