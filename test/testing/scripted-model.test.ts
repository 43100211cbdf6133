import { describe, expect, it, test } from 'vitest';
import { encodeHistoryItem } from '../../src/domain/conversation/encode-history-item.js';
import type { ModelEvent, ModelRequest } from '../../src/ports/model.js';
import { describeModel, type ModelScenario } from '../../src/testing/describe-model.js';
import { Gate } from '../../src/testing/gate.js';
import { ScriptedModel, type ScriptedStep } from '../../src/testing/scripted-model.js';
import {
  scriptCompleted,
  scriptCustomToolCall,
  scriptFunctionCall,
  scriptMessage,
  scriptReasoning,
} from '../../src/testing/scripted-reply.js';

const greeting = encodeHistoryItem({
  kind: 'message',
  role: 'assistant',
  content: [{ kind: 'output-text', text: 'Hello' }],
});

const request: ModelRequest = {
  threadId: 'thread',
  turnId: 'turn',
  model: 'scripted',
  instructions: '',
  history: [greeting],
  tools: [],
  parallelToolCalls: false,
  cacheKey: 'thread',
};

const never = new AbortController().signal;

async function collect(model: ScriptedModel, asked: ModelRequest = request): Promise<readonly ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of model.stream(asked, never)) events.push(event);
  return events;
}

const scenarios: Record<ModelScenario, ScriptedStep> = {
  answers: [
    { type: 'message-delta', delta: 'Hel' },
    { type: 'message-delta', delta: 'lo' },
    { type: 'item', entry: greeting },
    ...scriptCompleted({ inputTokens: 10, outputTokens: 2 }),
  ],
  fails: [{ type: 'failed', failure: { kind: 'bad-request', message: 'no' } }],
  stalls: [
    { type: 'message-delta', delta: 'Hel' },
    { type: 'wait', gate: new Gate() },
  ],
};

describeModel({ test }, 'ScriptedModel', async (scenario) => ({
  model: new ScriptedModel(Array.from({ length: 5 }, () => scenarios[scenario])),
}));

describe('ScriptedModel', () => {
  it('plays its steps in order and completes those that do not say how they end', async () => {
    const model = new ScriptedModel([
      [...scriptReasoning('Think', { encryptedContent: 'gA' }), ...scriptMessage('Hi', { phase: 'final_answer' })],
      [
        ...scriptFunctionCall({ callId: 'a', name: 'exec_command', arguments: { cmd: 'ls' } }),
        ...scriptFunctionCall({ callId: 'b', name: 'echo', namespace: 'mini', arguments: '{oops' }),
        ...scriptCustomToolCall({ callId: 'c', name: 'apply_patch', input: 'x' }),
        ...scriptCompleted({ inputTokens: 1 }),
      ],
    ]);
    expect(await collect(model)).toEqual([
      { type: 'reasoning-delta', delta: 'Think' },
      { type: 'item', entry: encodeHistoryItem({ kind: 'reasoning', summary: ['Think'], encryptedContent: 'gA' }) },
      { type: 'message-delta', delta: 'Hi' },
      {
        type: 'item',
        entry: encodeHistoryItem({
          kind: 'message',
          role: 'assistant',
          content: [{ kind: 'output-text', text: 'Hi' }],
          phase: 'final_answer',
        }),
      },
      { type: 'completed' },
    ]);
    expect((await collect(model)).map((event) => (event.type === 'item' ? event.entry.item : event))).toEqual([
      { kind: 'function-call', callId: 'a', name: 'exec_command', arguments: '{"cmd":"ls"}' },
      { kind: 'function-call', callId: 'b', name: 'echo', namespace: 'mini', arguments: '{oops' },
      { kind: 'custom-tool-call', callId: 'c', name: 'apply_patch', input: 'x' },
      {
        type: 'completed',
        usage: {
          inputTokens: 1,
          cachedInputTokens: 0,
          cacheWriteInputTokens: 0,
          outputTokens: 0,
          reasoningOutputTokens: 0,
          totalTokens: 1,
        },
      },
    ]);
    model.assertFinished();
  });

  it('records each request with its history of that moment', async () => {
    const history = [greeting];
    const model = new ScriptedModel([(asked) => scriptMessage(`${asked.model} read ${asked.history.length}`), []]);
    const [delta] = await collect(model, { ...request, history });
    history.push(greeting);
    await collect(model, { ...request, history });
    expect(delta).toEqual({ type: 'message-delta', delta: 'scripted read 1' });
    expect(model.requests).toEqual([request, { ...request, history: [greeting, greeting] }]);
  });

  it('throws for a request beyond its script, and again when asked whether it is finished', async () => {
    const model = new ScriptedModel([[]]);
    await collect(model);
    await expect(collect(model)).rejects.toThrow('asked 1 times more often than the 1 steps');
    expect(() => model.assertFinished()).toThrow('asked 1 times more often than the 1 steps');
  });

  it('throws when steps are left over', async () => {
    const model = new ScriptedModel([[], []]);
    await collect(model);
    expect(() => model.assertFinished()).toThrow('the script has 1 of 2 steps left over');
  });

  it('throws when it is asked after it was closed', async () => {
    const model = new ScriptedModel([[]]);
    await model.close();
    await expect(collect(model)).rejects.toThrow('after it was closed');
    expect(model.closed).toBe(true);
  });

  it('refuses a step that goes on after its end', async () => {
    const step = [...scriptCompleted(), ...scriptMessage('more')];
    expect(() => new ScriptedModel([step])).toThrow('goes on after');
    await expect(collect(new ScriptedModel([() => step]))).rejects.toThrow('goes on after');
  });

  it('waits at a gate until it is opened', async () => {
    const gate = new Gate();
    const model = new ScriptedModel([[{ type: 'wait', gate }, ...scriptMessage('Hi')]]);
    const seen: string[] = [];
    const done = collect(model).then(() => seen.push('answered'));
    await gate.reached;
    seen.push('opened');
    gate.open();
    await done;
    expect(seen).toEqual(['opened', 'answered']);
  });
});
