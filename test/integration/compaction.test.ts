import { describe, expect, it } from 'vitest';
import { compactionPrompt, summaryPrefix } from '../../src/domain/conversation/compaction/compaction-prompt.js';
import { CodexError, type ThreadEvent, type ThreadOptions } from '../../src/index.js';
import {
  apiError,
  failed,
  functionCall,
  message,
  reasoning,
  reply,
  replyWithUsage,
  stall,
  status,
  usage,
} from '../support/responses-server/replies.mjs';
import type { RequestBody } from '../support/responses-server/wire.mjs';
import { Workspace } from '../support/workspace.js';

const window = { config: { model_context_window: 10_000 } };
const inside = ({ directory }: Workspace): ThreadOptions => ({
  workingDirectory: directory,
  sandboxMode: 'danger-full-access',
});
const said = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
const notes = (text: string) => said(`${summaryPrefix}\n${text}`);
const outline = ({ input }: RequestBody): readonly unknown[] => input.map(({ role, type }) => role ?? type);

async function collect(events: AsyncIterable<ThreadEvent>): Promise<readonly ThreadEvent[]> {
  const list: ThreadEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

describe('a thread whose context is nearly full', () => {
  it('has it summed up before the next turn, and goes on with what the user said and the notes', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(8_950, 50), message('long answer')),
      replyWithUsage(usage(9_100, 100), reasoning('hm'), message('THE NOTES')),
      replyWithUsage(usage(300, 10), message('second answer')),
    ]);
    const thread = workspace.codex(window).startThread(inside(workspace));
    await thread.run('first question');
    const events = await collect((await thread.runStreamed('second question')).events);
    const [first, compaction, second] = workspace.server.requests.map(({ body }) => body);
    expect(compaction?.tools).toEqual([]);
    expect(compaction?.parallel_tool_calls).toBe(false);
    expect(compaction?.prompt_cache_key).toBe(thread.id);
    expect(compaction?.input.slice(-3)).toEqual([
      said('first question'),
      expect.objectContaining({ role: 'assistant' }),
      said(compactionPrompt),
    ]);
    expect(second?.input).toEqual([
      ...(first?.input.slice(0, 2) ?? []),
      said('first question'),
      notes('THE NOTES'),
      said('second question'),
    ]);
    expect(events.slice(1)).toEqual([
      { type: 'turn.started' },
      { type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text: 'second answer' } },
      { type: 'turn.completed', usage: expect.objectContaining({ input_tokens: 18_350, output_tokens: 160 }) },
    ]);
  });

  it('has it summed up within a turn, after the outputs of the calls', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(8_990, 9), functionCall('c1', 'exec_command', { cmd: 'echo hi' })),
      reply(message('NOTES')),
      reply(message('done')),
    ]);
    const thread = workspace.codex(window).startThread(inside(workspace));
    expect((await thread.run('go')).finalResponse).toBe('done');
    const [, compaction, after] = workspace.server.requests.map(({ body }) => body);
    expect(compaction && outline(compaction).slice(3)).toEqual(['function_call', 'function_call_output', 'user']);
    expect(after?.input.slice(2)).toEqual([said('go'), notes('NOTES')]);
  });

  it('is left alone a little below the limit', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(8_850, 50), message('one')),
      reply(message('two')),
    ]);
    const thread = workspace.codex(window).startThread(inside(workspace));
    await thread.run('first');
    await thread.run('second');
    expect(workspace.server.requests).toHaveLength(2);
  });

  it('goes by the limit and the prompt of the configuration', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(500, 1), message('one')),
      reply(message('NOTES')),
      reply(message('two')),
    ]);
    const config = { model_auto_compact_token_limit: 501, compact_prompt: 'Sum up.' };
    const thread = workspace.codex({ config }).startThread(inside(workspace));
    await thread.run('first');
    await thread.run('second');
    expect(workspace.server.requests[1]?.body.input.at(-1)).toEqual(said('Sum up.'));
  });

  it('is compacted when it is resumed, and resumes from the notes', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(9_000, 0), message('one')),
      reply(message('NOTES')),
      reply(message('two')),
      reply(message('three')),
    ]);
    const first = workspace.codex(window);
    const thread = first.startThread(inside(workspace));
    await thread.run('first');
    await first.close();
    const second = workspace.codex(window);
    await second.resumeThread(thread.id ?? '', inside(workspace)).run('second');
    await second.close();
    await workspace
      .codex(window)
      .resumeThread(thread.id ?? '', inside(workspace))
      .run('third');
    const [, , before, after] = workspace.server.requests.map(({ body }) => body);
    expect(after?.input.slice(0, before?.input.length)).toEqual(before?.input);
    expect(after?.input.slice(2).map(({ content }) => JSON.stringify(content))).toEqual([
      expect.stringContaining('"first"'),
      expect.stringContaining('NOTES'),
      expect.stringContaining('"second"'),
      expect.stringContaining('"two"'),
      expect.stringContaining('"third"'),
    ]);
    const lines = (await workspace.sessions())[0] ?? [];
    const compacted = lines.filter(({ type }) => type === 'compacted').map(({ payload }) => payload);
    expect(compacted).toEqual([
      { message: `${summaryPrefix}\nNOTES`, replacement_history: before?.input.slice(0, -1) },
    ]);
  });

  it('is tried on its latest half when all of it is too long even for that', async () => {
    await using workspace = await Workspace.create([
      reply(message('x'.repeat(2000))),
      failed('context_length_exceeded', 'too long'),
      failed('context_length_exceeded', 'too long'),
      reply(message('NOTES')),
      reply(message('ok')),
    ]);
    const thread = workspace.codex(window).startThread(inside(workspace));
    await thread.run('first');
    await expect(thread.run('second')).rejects.toSatisfy(
      (error) => CodexError.is(error) && error.code === 'turn-failed',
    );
    await thread.run('third');
    const sizes = workspace.server.requests.map(({ raw }) => raw.length);
    const [, overflowing, whole, half, after] = sizes;
    expect(whole).toBeGreaterThan((overflowing ?? 0) - 4000);
    expect(half).toBeLessThan(whole ?? 0);
    expect(after).toBeDefined();
    expect(workspace.server.requests[4]?.body.input.slice(2)).toEqual([
      said('first'),
      said('second'),
      notes('NOTES'),
      said('third'),
    ]);
  });

  it('fails the turn when it cannot be summed up, keeps what the user said, and can be tried again', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(9_000, 0), message('one')),
      status(400, apiError('no such thing')),
      reply(message('NOTES')),
      reply(message('two')),
    ]);
    const thread = workspace.codex(window).startThread(inside(workspace));
    await thread.run('first');
    const events = await collect((await thread.runStreamed('second')).events);
    const error = { message: expect.stringContaining('no such thing') };
    expect(events.slice(2)).toEqual([
      { type: 'error', ...error },
      { type: 'turn.failed', error },
    ]);
    expect((await thread.run('again')).finalResponse).toBe('two');
    expect(workspace.server.requests[3]?.body.input.slice(2)).toEqual([
      said('first'),
      said('second'),
      notes('NOTES'),
      said('again'),
    ]);
  });
});

describe('compact()', () => {
  it('sums up on demand and tells how much room there is now', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(5_000, 10), message('one')),
      replyWithUsage(usage(5_050, 40), message('NOTES')),
      reply(message('two')),
    ]);
    const thread = workspace.codex().startThread(inside(workspace));
    await thread.run('first');
    const compaction = await thread.compact();
    expect(compaction).toMatchObject({
      tokensBefore: 5_010,
      turnUsage: { input_tokens: 5_050, output_tokens: 40 },
      usage: { input_tokens: 10_050, output_tokens: 50 },
      context: { window: 258_400 },
    });
    expect(compaction.context.tokens).toBeLessThan(2_000);
    await thread.run('second');
    expect(workspace.server.requests[2]?.body.input.slice(2)).toEqual([said('first'), notes('NOTES'), said('second')]);
  });

  it('has nothing to do before the first turn', async () => {
    await using workspace = await Workspace.create([]);
    const thread = workspace.codex().startThread(inside(workspace));
    await expect(thread.compact()).rejects.toSatisfy((error) => CodexError.is(error) && error.code === 'invalid-input');
  });

  it('keeps turns waiting, can be aborted, and leaves everything as it was then', async () => {
    await using workspace = await Workspace.create([
      reply(message('one')),
      stall(reply(message('never')), 10),
      reply(message('two')),
    ]);
    const thread = workspace.codex().startThread(inside(workspace));
    await thread.run('first');
    const abort = new AbortController();
    const work = thread.compact({ signal: abort.signal });
    await workspace.server.received(2);
    await expect(thread.run('now')).rejects.toSatisfy((error) => CodexError.is(error) && error.code === 'thread-busy');
    abort.abort();
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    await thread.run('second');
    const [first, , second] = workspace.server.requests.map(({ body }) => body);
    expect(second?.input.slice(0, first?.input.length)).toEqual(first?.input);
    expect(second && outline(second).slice(2)).toEqual(['user', 'assistant', 'user']);
  });

  it('fails with the words of the provider', async () => {
    await using workspace = await Workspace.create([reply(message('one')), status(400, apiError('refused'))]);
    const thread = workspace.codex().startThread(inside(workspace));
    await thread.run('first');
    await expect(thread.compact()).rejects.toSatisfy(
      (error) => CodexError.is(error) && error.code === 'turn-failed' && error.message.includes('refused'),
    );
  });
});
