import { describe, expect, it } from 'vitest';
import type { CodexOptions } from '../../src/index.js';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

/** Runs one command under settings; gives the two requests and the command's item. */
async function turnUnder(config: NonNullable<CodexOptions['config']>, cmd: string) {
  const workspace = await Workspace.create([
    reply(functionCall('c1', 'exec_command', { cmd })),
    reply(message('Done.')),
  ]);
  const thread = workspace
    .codex({ config })
    .startThread({ workingDirectory: workspace.directory, sandboxMode: 'danger-full-access' });
  const { items } = await thread.run('x');
  const [first, second] = workspace.server.requests.map(({ body }) => body);
  await workspace[Symbol.asyncDispose]();
  return { first, output: String(second?.input.at(-1)?.output), command: items[0], text: JSON.stringify(first?.input) };
}

describe('a setting', () => {
  it('`tool_output_token_limit` cuts what the model sees of a command', async () => {
    const { output } = await turnUnder({ tool_output_token_limit: 100 }, 'seq 1 2000');
    expect([output.includes('tokens truncated'), output.length < 700]).toEqual([true, true]);
  });

  it('`allow_login_shell = false` keeps shells from the login profile, and the model from asking for it', async () => {
    const { first, command } = await turnUnder({ allow_login_shell: false }, 'true');
    const tool = first?.tools.find(({ name }) => name === 'exec_command');
    expect([command, JSON.stringify(tool).includes('"login"')]).toEqual([
      expect.objectContaining({ command: '/bin/bash -c true' }),
      false,
    ]);
  });

  it.each([
    ['include_permissions_instructions', '<permissions instructions>', '<environment_context>'],
    ['include_environment_context', '<environment_context>', '<permissions instructions>'],
  ])('`%s = false` leaves %s out', async (key, absent, present) => {
    const { text } = await turnUnder({ [key]: false }, 'true');
    expect([text.includes(absent), text.includes(present)]).toEqual([false, true]);
  });

  it('`model_supports_reasoning_summaries` asks for them', async () => {
    const { first } = await turnUnder({ model: 'unknown', model_supports_reasoning_summaries: true }, 'true');
    expect(first?.reasoning).toEqual({ summary: 'auto' });
  });
});
