import type { Approver } from '../ports/approver.js';
import type { ApprovalHandler } from './codex-options.js';

/** The host's approval handler as a port; absent when there is none. A handler that throws rejects, which counts as declining. */
export function callbackApprover(handler: ApprovalHandler | undefined): Approver | undefined {
  if (handler === undefined) return undefined;
  return { decide: async (request, signal) => handler(request, { signal }) };
}
