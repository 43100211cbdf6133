import { describe, expect, it } from 'vitest';
import { CodexError, type CodexOptions, type ThreadEvent, type ThreadOptions } from '../../src/index.js';
import { FixedClock } from '../../src/testing.js';
import {
  functionCall,
  message,
  reply,
  replyWithUsage,
  stall,
  status,
  usage,
} from '../support/responses-server/replies.mjs';
import type { Reply } from '../support/responses-server/wire.mjs';
import { Workspace } from '../support/workspace.js';

const inside = ({ directory }: Workspace, options: ThreadOptions = {}): ThreadOptions => ({
  workingDirectory: directory,
  sandboxMode: 'danger-full-access',
  ...options,
});
const echo = (callId: string, text = 'hi') => functionCall(callId, 'exec_command', { cmd: `echo ${text}` });

async function failure(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    if (CodexError.is(error)) return { code: error.code, message: error.message };
    throw error;
  }
}

describe('limits', () => {
  it('of tokens end a turn before the request that would go beyond them', async () => {
    await using workspace = await Workspace.create([replyWithUsage(usage(90, 10), echo('c1')), reply(message('more'))]);
    const thread = workspace.codex().startThread(inside(workspace));
    const events: ThreadEvent[] = [];
    for await (const event of (await thread.runStreamed('go', { limits: { tokens: 100 } })).events) events.push(event);
    const text = 'the turn reached its limit of 100 tokens; raise `limits.tokens` to let it go on';
    expect(events.slice(-3)).toEqual([
      expect.objectContaining({ type: 'item.completed' }),
      { type: 'error', message: text },
      { type: 'turn.failed', error: { message: text } },
    ]);
    expect(workspace.server.requests).toHaveLength(1);
    expect((await thread.run('go on')).finalResponse).toBe('more');
    expect(workspace.server.requests[1]?.body.input.slice(3).map(({ type, role }) => role ?? type)).toEqual([
      'function_call',
      'function_call_output',
      'user',
    ]);
  });

  it('of calls let no further one run', async () => {
    await using workspace = await Workspace.create([reply(echo('c1', 'one'), echo('c2', 'two'))]);
    const thread = workspace.codex().startThread(inside(workspace));
    const { events } = await thread.runStreamed('go', { limits: { toolCalls: 1 } });
    const commands: string[] = [];
    for await (const event of events) {
      if (event.type === 'item.started' && event.item.type === 'command_execution') commands.push(event.item.command);
    }
    expect(commands).toEqual(["/bin/bash -lc 'echo one'"]);
  });

  it('of a thread count all its turns, and those of other processes', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(50, 10), echo('c1')),
      replyWithUsage(usage(50, 10), message('one')),
      reply(echo('c2')),
    ]);
    const first = workspace.codex();
    const thread = first.startThread(inside(workspace, { limits: { tokens: 1000 } }));
    await thread.run('one');
    await first.close();
    const resume = (limits: NonNullable<ThreadOptions['limits']>) =>
      workspace
        .codex()
        .resumeThread(thread.id ?? '', inside(workspace, { limits }))
        .run('two');
    expect(await failure(resume({ tokens: 120 }))).toEqual({
      code: 'limit-reached',
      message: 'the thread reached its limit of 120 tokens; raise `limits.tokens` to let it go on',
    });
    expect(await failure(resume({ toolCalls: 1 }))).toEqual({
      code: 'limit-reached',
      message: 'the thread reached its limit of 1 tool calls; raise `limits.toolCalls` to let it go on',
    });
    expect(workspace.server.requests).toHaveLength(3);
  });

  it.each<[string, Reply, Partial<CodexOptions>]>([
    ['a command runs', reply(functionCall('c1', 'exec_command', { cmd: 'sleep 60' })), { approvals: () => 'accept' }],
    ['the provider is silent', stall(reply(message('never')), 40), {}],
    [
      'a question is not answered',
      reply(functionCall('c1', 'exec_command', { cmd: 'touch x' })),
      { approvals: () => new Promise(() => undefined) },
    ],
  ])('of time end a turn while %s, and the thread goes on', async (_, first, options) => {
    await using workspace = await Workspace.create([first, reply(message('later'))]);
    const thread = workspace.codex(options).startThread(inside(workspace, { approvalPolicy: 'untrusted' }));
    const startedAt = performance.now();
    expect(await failure(thread.run('go', { limits: { wallClockMs: 1000 } }))).toMatchObject({ code: 'limit-reached' });
    expect(performance.now() - startedAt).toBeLessThan(9_000);
    expect((await thread.run('again')).finalResponse).toBe('later');
  });

  it('of time end a turn while it waits to ask again', async () => {
    const clock = new FixedClock();
    await using workspace = await Workspace.create(() => status(503, 'busy'));
    const thread = workspace.codex({ adapters: { clock } }).startThread(inside(workspace));
    const turn = failure(thread.run('go', { limits: { wallClockMs: 100 } }));
    await workspace.server.received(1);
    while (clock.sleeping < 2) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(100);
    expect(await turn).toEqual({
      code: 'limit-reached',
      message: 'the turn reached its limit of 100 ms; raise `limits.wallClockMs` to let it go on',
    });
    expect(workspace.server.requests).toHaveLength(1);
    expect(clock.sleeping).toBe(0);
  });

  it.each([
    [{ token: 5 }, 'unknown limit `token` of a turn; expected one of `tokens`, `toolCalls`, `wallClockMs`'],
    [{ tokens: -1 }, 'the option `limits.tokens` of a turn must be a number, 0 or more'],
    [5, 'the option `limits` of a turn must be an object'],
  ])('%j are refused', async (limits, text) => {
    await using workspace = await Workspace.create([]);
    const thread = workspace.codex().startThread(inside(workspace));
    expect(await failure(thread.run('go', { limits: limits as never }))).toEqual({
      code: 'invalid-option',
      message: text,
    });
  });
});
