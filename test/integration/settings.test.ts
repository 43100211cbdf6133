import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { CodexOptions } from '../../src/index.js';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

/** Runs one command under settings, perhaps with a catalogue of models; gives the two requests and what the host was told. */
async function turnUnder(config: NonNullable<CodexOptions['config']>, cmd: string, catalogue?: object | string) {
  await using workspace = await Workspace.create([
    reply(functionCall('c1', 'exec_command', { cmd })),
    reply(message('Done.')),
  ]);
  const file = workspace.outside('models.json');
  if (catalogue !== undefined)
    await writeFile(file, typeof catalogue === 'string' ? catalogue : JSON.stringify(catalogue));
  const thread = workspace
    .codex({ config: catalogue === undefined ? config : { ...config, model_catalog_json: file } })
    .startThread({ workingDirectory: workspace.directory, sandboxMode: 'danger-full-access' });
  const { items, context } = await thread.run('x');
  const [first, second] = workspace.server.requests.map(({ body }) => body);
  return {
    first,
    output: String(second?.input.at(-1)?.output),
    command: items.find(({ type }) => type === 'command_execution'),
    text: JSON.stringify(first?.input),
    errors: items.flatMap((item) => (item.type === 'error' ? [item.message] : [])),
    context,
  };
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

  it.each([
    ['gpt-5.5', 'fast', 'priority'],
    ['gpt-5.5', 'priority', 'priority'],
    ['gpt-5.5', 'flex', 'flex'],
    ['gpt-5.5', 'default', undefined],
    ['gpt-5.5', 'bogus', undefined],
    ['unknown', 'fast', undefined],
  ])('`service_tier` of %s: `%s` becomes %j', async (model, wished, expected) => {
    const { first, errors } = await turnUnder({ model, service_tier: wished }, 'true');
    expect(first?.service_tier).toBe(expected);
    const left = expected === undefined && wished !== 'default';
    expect(errors).toEqual(left ? [expect.stringContaining(`\`${wished}\` is no tier of the model \`${model}\``)] : []);
  });
});

describe('`model_catalog_json`', () => {
  const entry = {
    slug: 'mine',
    base_instructions: 'Be mine.',
    default_reasoning_level: 'high',
    default_reasoning_summary: 'detailed',
    support_verbosity: true,
    default_verbosity: 'high',
    service_tiers: [{ id: 'turbo', name: 'Turbo', description: 'faster' }],
    truncation_policy: { mode: 'bytes', limit: 400 },
    context_window: 10_000,
    effective_context_window_percent: 50,
  };

  it('says how a model is asked', async () => {
    const config = { model: 'mine', service_tier: 'turbo' };
    const { first, output, errors, context } = await turnUnder(config, 'seq 1 2000', { models: [entry] });
    expect(first).toMatchObject({
      instructions: 'Be mine.',
      reasoning: { effort: 'high', summary: 'detailed' },
      text: { verbosity: 'high' },
      service_tier: 'turbo',
    });
    expect(first?.tools.map(({ name }) => name)).not.toContain('apply_patch');
    expect([output.length < 700, context?.window, errors]).toEqual([true, 5_000, []]);
  });

  it('has no say where the user has', async () => {
    const config = { model: 'mine', instructions: 'Be yours.', model_reasoning_effort: 'low', model_verbosity: 'low' };
    const models = [{ ...entry, apply_patch_tool_type: 'freeform' }];
    const { first } = await turnUnder(config, 'true', { models });
    expect(first).toMatchObject({
      instructions: 'Be yours.',
      reasoning: { effort: 'low' },
      text: { verbosity: 'low' },
    });
    expect(first?.tools.map(({ name }) => name)).toContain('apply_patch');
  });

  it('says that nothing is known about a model that is not in it', async () => {
    const { first, errors } = await turnUnder({ model: 'gpt-5.5' }, 'true', { models: [entry] });
    expect([first?.reasoning, first?.text]).toEqual([null, undefined]);
    expect(errors).toEqual([expect.stringContaining('the model `gpt-5.5` is not in `')]);
  });

  it.each([
    ['{', 'it is no JSON'],
    ['{}', 'expected an object with a list `models`'],
    ['{"models":[]}', 'expected at least one model'],
    ['{"models":[{}]}', 'expected a name in `slug`'],
  ])('is refused when it is no catalogue: %s', async (text, reason) => {
    await expect(turnUnder({ model: 'mine' }, 'true', text)).rejects.toMatchObject({
      code: 'invalid-config',
      message: expect.stringContaining(reason),
    });
  });
});
