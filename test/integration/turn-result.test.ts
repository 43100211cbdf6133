import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CodexError, type DetailedThreadEvent, type ThreadOptions } from '../../src/index.js';
import { functionCall, message, reply, replyWithUsage, usage } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

const inside = ({ directory }: Workspace): ThreadOptions => ({
  workingDirectory: directory,
  sandboxMode: 'danger-full-access',
});

describe('the result of a turn', () => {
  it('tells what the turn used besides the thread, and how full the context is', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(100, 20, { cached: 10, cacheWrite: 3, reasoning: 5 }), message('one')),
      replyWithUsage(usage(150, 10), functionCall('c1', 'exec_command', { cmd: 'true' })),
      replyWithUsage(usage(180, 20), message('two')),
    ]);
    const thread = workspace.codex({ config: { model_context_window: 1_000 } }).startThread(inside(workspace));
    const first = await thread.run('one');
    const second = await thread.run('two');
    const counts = {
      input_tokens: 100,
      cached_input_tokens: 10,
      cache_write_input_tokens: 3,
      output_tokens: 20,
      reasoning_output_tokens: 5,
    };
    expect([first.usage, first.turnUsage]).toEqual([counts, counts]);
    expect(first.context).toEqual({ tokens: 120, window: 950, share: 120 / 950 });
    expect(second.usage).toEqual({ ...counts, input_tokens: 430, output_tokens: 50 });
    expect(second.turnUsage).toEqual({
      input_tokens: 330,
      cached_input_tokens: 0,
      cache_write_input_tokens: 0,
      output_tokens: 30,
      reasoning_output_tokens: 0,
    });
    expect(second.context).toEqual({ tokens: 200, window: 950, share: 200 / 950 });
  });

  it('comes piece by piece with the deltas, and with nothing else', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(10, 2), message('one')),
      reply(message('two')),
    ]);
    const thread = workspace.codex().startThread(inside(workspace));
    const seen: DetailedThreadEvent[] = [];
    for (const deltas of [true, false]) {
      for await (const event of (await thread.runStreamed('go', { deltas })).events) seen.push(event);
    }
    const used = expect.objectContaining({ input_tokens: 10, output_tokens: 2 });
    expect(seen.filter(({ type }) => type === 'usage.updated')).toEqual([
      { type: 'usage.updated', usage: used, turn_usage: used, context_tokens: 12, context_window: 258_400 },
    ]);
  });
});

describe('structured output', () => {
  const schema = z.object({ title: z.string(), lines: z.array(z.object({ number: z.int() })) });

  it('is checked and typed by a schema of zod, and closed for the provider', async () => {
    await using workspace = await Workspace.create([reply(message('{"title":"x","lines":[{"number":1}]}'))]);
    const thread = workspace.codex().startThread(inside(workspace));
    const turn = await thread.run('json', { outputSchema: schema });
    const title: string = turn.output.title;
    expect([title, turn.output]).toEqual(['x', { title: 'x', lines: [{ number: 1 }] }]);
    expect(workspace.server.requests[0]?.body.text).toEqual({
      verbosity: 'low',
      format: {
        type: 'json_schema',
        strict: true,
        name: 'codex_output_schema',
        schema: {
          type: 'object',
          properties: {
            title: { type: 'string' },
            lines: {
              type: 'array',
              items: {
                type: 'object',
                properties: { number: expect.objectContaining({ type: 'integer' }) },
                required: ['number'],
                additionalProperties: false,
              },
            },
          },
          required: ['title', 'lines'],
          additionalProperties: false,
        },
      },
    });
  });

  it.each([
    [
      '{"title":5,"lines":[]}',
      /^the final message does not conform to `outputSchema`: title: .*string.*; run the turn again or loosen the schema$/,
    ],
    ['Sure! {}', /^the final message is not JSON/],
  ])('that is %s is an error with a code of its own', async (text, expected) => {
    await using workspace = await Workspace.create([reply(message(text))]);
    const thread = workspace.codex().startThread(inside(workspace));
    await expect(thread.run('json', { outputSchema: schema })).rejects.toSatisfy(
      (error) => CodexError.is(error) && error.code === 'output-invalid' && expected.test(error.message),
    );
  });
});
