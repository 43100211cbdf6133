import { err, type Result } from '../result.js';
import { ArgumentReader, argumentError, isJsonObject, parseArguments } from './decode-arguments.js';
import type { JsonValue, ToolDefinition } from './tool-definition.js';

/** How far a step of the plan is. */
export type PlanStepStatus = 'pending' | 'in_progress' | 'completed';

/** One step of the plan. */
export interface PlanStep {
  readonly step: string;
  readonly status: PlanStepStatus;
}

/** A call of `update_plan`: the whole plan, every time. */
export interface UpdatePlanCall {
  readonly explanation?: string;
  readonly plan: readonly PlanStep[];
}

/** What the model reads after a plan was taken. */
export const planUpdated = 'Plan updated';

/** `update_plan` as it is offered to the model. */
export const updatePlanTool: ToolDefinition = {
  kind: 'function',
  name: 'update_plan',
  description:
    'Shows the user the steps of the work and how far they are. Send the whole plan each time; keep at most one step in progress.',
  parameters: {
    type: 'object',
    properties: {
      explanation: { type: 'string', description: 'Why the plan changed, in a sentence.' },
      plan: {
        type: 'array',
        description: 'All steps, in order.',
        items: {
          type: 'object',
          properties: {
            step: { type: 'string', description: 'What is to be done.' },
            status: { type: 'string', enum: ['pending', 'in_progress', 'completed'], description: 'How far it is.' },
          },
          required: ['step', 'status'],
          additionalProperties: false,
        },
      },
    },
    required: ['plan'],
    additionalProperties: false,
  },
};

/** Decodes the arguments of an `update_plan` call. The error is what the model reads. */
export function decodeUpdatePlan(text: string): Result<UpdatePlanCall, string> {
  const fields = parseArguments(text);
  if (!fields.ok) return err(fields.error);
  const read = new ArgumentReader(fields.value);
  const explanation = read.string('explanation');
  const plan = read.value('plan');
  if (!Array.isArray(plan)) return err(argumentError('field `plan` must be a list of steps'));
  const steps = plan.map(decodeStep);
  const bad = steps.indexOf(undefined);
  if (bad >= 0) return err(argumentError(`step ${bad} of \`plan\` needs a \`step\` text and a \`status\``));
  return read.finish({
    plan: steps.filter((step) => step !== undefined),
    ...(explanation === undefined ? {} : { explanation }),
  });
}

function decodeStep(value: JsonValue): PlanStep | undefined {
  if (!isJsonObject(value)) return undefined;
  const { step, status } = value;
  if (typeof step !== 'string') return undefined;
  if (status !== 'pending' && status !== 'in_progress' && status !== 'completed') return undefined;
  return { step, status };
}
