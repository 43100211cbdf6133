import { describe, expect, it } from 'vitest';
import { ScriptedApprover } from '../../../src/adapters/in-memory/scripted-approver.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { ApprovalRequest } from '../../../src/ports/approver.js';

const cwd = parseAbsolutePath('/work');
if (!cwd.ok) throw new Error('expected an absolute path');
const request: ApprovalRequest = {
  kind: 'command',
  threadId: 't',
  turnId: 'u',
  callId: 'c',
  cwd: cwd.value,
  command: ['git', 'push'],
  actions: [],
  availableDecisions: ['accept', 'decline'],
};
const { signal } = new AbortController();

describe('ScriptedApprover', () => {
  it('answers in order and keeps what it was asked', async () => {
    const approver = new ScriptedApprover(['accept', async (asked) => (asked === request ? 'cancel' : 'decline')]);
    expect([await approver.decide(request, signal), await approver.decide(request, signal)]).toEqual([
      'accept',
      'cancel',
    ]);
    expect(approver.requests).toEqual([request, request]);
    approver.assertFinished();
  });

  it('rejects a request that the script does not expect, and remembers it', async () => {
    const approver = new ScriptedApprover();
    await expect(approver.decide(request, signal)).rejects.toThrow(
      'unexpected approval request of kind `command`; the script has no answer left',
    );
    expect(() => approver.assertFinished()).toThrow('1 approval requests were not expected');
  });

  it('fails in the end when an answer was not asked for', () => {
    expect(() => new ScriptedApprover(['accept']).assertFinished()).toThrow(
      '1 answers of the script were not asked for',
    );
  });
});
