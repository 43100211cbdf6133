import { describe, expect, it } from 'vitest';
import { WindowsSandbox } from '../../../src/adapters/windows-sandbox/windows-sandbox.js';
import type { SandboxPlan } from '../../../src/ports/process-sandbox.js';
import { failureOf } from '../../application/support/build.js';
import { directory, managed, readAll, requestFor, rule, workspace } from './support/windows-requests.js';

const elsewhere = process.platform !== 'win32';
const ignore = { stdin: 'closed', onOutput: () => undefined } as const;

function planned(sandbox: WindowsSandbox): SandboxPlan {
  const plan = sandbox.plan(requestFor(managed([readAll, rule('C:\\ws', 'write')]), directory(workspace)));
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

describe('WindowsSandbox', () => {
  it('makes the same plan from the same request, on every platform', () => {
    expect(planned(new WindowsSandbox())).toEqual(planned(new WindowsSandbox()));
    expect(planned(new WindowsSandbox()).sandbox).toBe('windows-restricted-token');
  });

  it('refuses to pretend that the network can be kept away, unless it is asked to', () => {
    const request = requestFor(managed([readAll], 'restricted'));
    expect(new WindowsSandbox().plan(request)).toMatchObject({ ok: false, error: { code: 'unsupported-policy' } });
    expect(new WindowsSandbox({ level: 'compatibility' }).plan(request).ok).toBe(true);
  });

  it('does not run the plan of another sandbox', async () => {
    const { argv, cwd, environment } = planned(new WindowsSandbox());
    const foreign = { sandbox: 'bubblewrap', argv, cwd, environment };
    expect(await failureOf(() => new WindowsSandbox().spawn(foreign, ignore))).toMatchObject({
      code: 'sandbox-refused',
    });
  });

  it('runs nothing once it is closed', async () => {
    const sandbox = new WindowsSandbox();
    const plan = planned(sandbox);
    await sandbox.close();
    expect(await failureOf(() => sandbox.spawn(plan, ignore))).toMatchObject({ code: 'closed' });
  });

  it.runIf(elsewhere)('says elsewhere that it needs Windows, and says the same again', async () => {
    const sandbox = new WindowsSandbox();
    const answer = await sandbox.probe();
    expect(answer).toMatchObject({ status: 'unavailable', cause: 'unsupported-platform' });
    expect(await sandbox.probe()).toEqual(answer);
  });

  it.runIf(elsewhere)('never runs a command elsewhere', async () => {
    const sandbox = new WindowsSandbox();
    const command = sandbox.spawn(planned(sandbox), ignore);
    expect(await failureOf(() => command.outcome)).toMatchObject({ code: 'sandbox-unavailable' });
  });

  it('does not start what was aborted before', async () => {
    const sandbox = new WindowsSandbox();
    const command = sandbox.spawn(planned(sandbox), { ...ignore, signal: AbortSignal.abort() });
    expect(await command.outcome).toEqual({ kind: 'aborted' });
  });
});
