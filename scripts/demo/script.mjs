// What the model of the demonstration says, request by request.
import {
  customToolCall,
  functionCall,
  message,
  reasoning,
  reply,
} from '../../test/support/responses-server/replies.mjs';

const PATCH = [
  '*** Begin Patch',
  '*** Update File: src/total.js',
  '@@ export function total(lines) {',
  '-  return lines.reduce((sum, line) => sum + line.price, 0);',
  '+  return lines.reduce((sum, line) => sum + line.price * line.count, 0);',
  ' }',
  '*** End Patch',
  '',
].join('\n');

const STEPS = ['Read the code and its test', 'Correct the sum', 'Run the test'];

/** A plan with the first `done` steps completed and the next one in progress. */
function plan(callId, done) {
  const status = (index) => (index < done ? 'completed' : index === done ? 'in_progress' : 'pending');
  return functionCall(callId, 'update_plan', { plan: STEPS.map((step, index) => ({ step, status: status(index) })) });
}

/** What the model says when the session is resumed. */
export const LAST_ANSWER = 'Nothing: the test passes.';

/** A short job in five requests: look, patch, test, tick off, report; and an answer to the turn after it. `outside` is a file that the sandbox must not let it write. */
export function demoScript(outside) {
  return [
    reply(
      reasoning('**Looking at the code** that the test is about'),
      plan('plan_1', 0),
      functionCall('look', 'exec_command', { cmd: 'cat src/total.js test/total.test.js' }),
      functionCall('escape', 'exec_command', { cmd: `echo escaped > ${outside}` }),
    ),
    reply(
      reasoning('**The sum ignores** how many were ordered'),
      plan('plan_2', 1),
      customToolCall('patch', 'apply_patch', PATCH),
    ),
    reply(plan('plan_3', 2), functionCall('test', 'exec_command', { cmd: 'node --test test/' })),
    reply(plan('plan_4', 3)),
    reply(message('`total` now multiplies each price by its count; the test in `test/total.test.js` passes.')),
    reply(message(LAST_ANSWER)),
  ];
}
