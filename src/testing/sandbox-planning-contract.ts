import { CodexError } from '../domain/codex-error.js';
import { assert, assertEqual } from './assert.js';
import { contractCommands, writeFileCommand } from './process-sandbox-commands.js';
import { attempt, runText, type SandboxContract } from './process-sandbox-subject.js';

/** What plans and the probe have to hold. */
export const planning: Readonly<Record<string, SandboxContract>> = {
  'says what it can enforce, and says the same again': async ({ sandbox }) => {
    const first = await sandbox.probe();
    assertEqual(first.status, 'available', 'the status');
    assertEqual(await sandbox.probe(), first, 'the second answer');
  },
  'makes the same plan from the same request': async ({ sandbox, request }) => {
    const wish = await request(contractCommands.print);
    assertEqual(sandbox.plan(wish), sandbox.plan(wish), 'the second plan');
  },
  'signs its plans with the name that it tells': async ({ sandbox, request }) => {
    const planned = sandbox.plan(await request(contractCommands.print));
    assert(planned.ok, 'the request should have been accepted');
    assertEqual(planned.value.sandbox, (await sandbox.probe()).sandbox, 'the name');
  },
  'never shows the environment in what people and other processes see': async ({ sandbox, request }) => {
    const wish = { ...(await request(contractCommands.print)), environment: { TOKEN: 'contract-secret' } };
    const planned = sandbox.plan(wish);
    assert(planned.ok, 'the request should have been accepted');
    const { argv, explanation = [] } = planned.value;
    for (const [what, lines] of Object.entries({ argv, explanation })) {
      assert(
        !lines.some((line) => line.includes('contract-secret')),
        `a value of the environment shows in \`${what}\``,
      );
    }
  },
  'plans without running or writing anything': async (subject) => {
    const before = await runText(subject, contractCommands.listDirectory);
    subject.sandbox.plan(await subject.request(writeFileCommand('planned', 'by plan')));
    assertEqual(await runText(subject, contractCommands.listDirectory), before, 'the look into the workspace');
  },
  'runs one plan as often as it is asked to': async ({ sandbox, request }) => {
    const planned = sandbox.plan(await request(contractCommands.fail));
    assert(planned.ok, 'the request should have been accepted');
    for (const time of ['first', 'second']) {
      const outcome = await sandbox.spawn(planned.value, { stdin: 'closed', onOutput: () => undefined }).outcome;
      assertEqual(outcome, { kind: 'exited', exitCode: 3 }, `the ${time} outcome`);
    }
  },
  'refuses a null character in an argument': async ({ sandbox, request }) => {
    const planned = sandbox.plan(await request(['echo', 'a\0b']));
    assert(
      !planned.ok && planned.error.code === 'invalid-request',
      '`plan` should have refused it as an `invalid-request`',
    );
  },
  'refuses what it cannot enforce': async ({ sandbox, unenforceable = [] }) => {
    for (const wish of unenforceable) {
      const planned = sandbox.plan(wish);
      assert(
        !planned.ok && planned.error.code === 'unsupported-policy',
        '`plan` should have refused an `unsupported-policy`',
      );
    }
  },
  'does not run the plan of another sandbox': async ({ sandbox, request }) => {
    const { argv, cwd, environment } = await request(contractCommands.print);
    const plan = { sandbox: 'of somebody else', argv, cwd, environment };
    const refused = attempt(() => sandbox.spawn(plan, { stdin: 'closed', onOutput: () => undefined }));
    assert(
      CodexError.is(refused) && refused.code === 'sandbox-refused',
      '`spawn` should have thrown `sandbox-refused`',
    );
  },
};
