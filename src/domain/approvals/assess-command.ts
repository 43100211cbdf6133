import { assertNever } from '../result.js';
import type { ApprovalPolicy } from './approval-policy.js';

/** What may happen to a command before a person was asked. */
export type CommandAssessment =
  | { readonly kind: 'run'; readonly permissions: 'sandboxed' }
  | { readonly kind: 'ask' }
  /** `message` is what the model reads. */
  | { readonly kind: 'refuse'; readonly message: string };

const policyNames: Readonly<Record<ApprovalPolicy, string>> = {
  never: 'Never',
  'on-request': 'OnRequest',
  'on-failure': 'OnFailure',
  untrusted: 'UnlessTrusted',
};

/** Decides what an approval policy says about a command, given what the model asked for. */
export function assessCommand(
  policy: ApprovalPolicy,
  requested: 'use_default' | 'require_escalated',
): CommandAssessment {
  if (requested === 'require_escalated' && policy !== 'on-request') return refuseEscalation(policy);
  switch (policy) {
    case 'never':
    case 'on-failure':
      return { kind: 'run', permissions: 'sandboxed' };
    case 'on-request':
      return requested === 'require_escalated' ? { kind: 'ask' } : { kind: 'run', permissions: 'sandboxed' };
    case 'untrusted':
      return { kind: 'ask' };
    default:
      return assertNever(policy);
  }
}

function refuseEscalation(policy: ApprovalPolicy): CommandAssessment {
  const name = policyNames[policy];
  return {
    kind: 'refuse',
    message: `approval policy is ${name}; reject command — you cannot ask for escalated permissions if the approval policy is ${name}`,
  };
}
