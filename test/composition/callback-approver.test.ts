import { describe, expect, it } from 'vitest';
import { callbackApprover } from '../../src/composition/callback-approver.js';
import type { ApprovalRequest } from '../../src/ports/approver.js';
import { absolute } from '../application/support/build.js';

const request: ApprovalRequest = {
  kind: 'command',
  command: ['ls'],
  actions: [],
  threadId: 't',
  turnId: 'u',
  callId: 'c',
  cwd: absolute('/repo'),
  availableDecisions: ['accept'],
};

describe('callbackApprover', () => {
  it('is nobody without a handler', () => {
    expect(callbackApprover(undefined)).toBeUndefined();
  });

  it('passes on the request, the signal and the answer', async () => {
    const seen: unknown[] = [];
    const { signal } = new AbortController();
    const approver = callbackApprover((asked, context) => {
      seen.push(asked, context);
      return 'accept';
    });
    expect(await approver?.decide(request, signal)).toBe('accept');
    expect(seen).toEqual([request, { signal }]);
  });

  it('rejects, and does not throw, when the handler throws', async () => {
    const approver = callbackApprover(() => {
      throw new Error('broken');
    });
    await expect(approver?.decide(request, new AbortController().signal)).rejects.toThrow('broken');
  });
});
