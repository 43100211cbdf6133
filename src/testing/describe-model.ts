import { encodeHistoryItem } from '../domain/conversation/encode-history-item.js';
import { noUsage } from '../domain/conversation/token-usage.js';
import type { Model, ModelEvent, ModelRequest } from '../ports/model.js';
import { assert, assertEqual, assertRejects } from './assert.js';
import type { DefineTest } from './define-test.js';

/**
 * How the provider behind the model under test has to behave, for every request:
 * - `answers`: the message `Hello` as the deltas `Hel` and `lo`, the finished message, 10 input tokens, 2 output tokens, 12 in total;
 * - `fails`: it refuses the request;
 * - `stalls`: the delta `Hel`, then silence.
 */
export type ModelScenario = 'answers' | 'fails' | 'stalls';

/** The model under test, and how to take down what was built around it. */
export interface ModelSubject {
  readonly model: Model;
  readonly cleanUp?: () => Promise<void>;
}

/** The contract of `Model`: what every implementation has to do, whatever provider it talks to. */
export function describeModel(
  runner: { readonly test: DefineTest },
  name: string,
  create: (scenario: ModelScenario) => Promise<ModelSubject>,
): void {
  const contract = (sentence: string, scenario: ModelScenario, run: (model: Model) => Promise<void>) =>
    runner.test(`${name} ${sentence}`, async () => {
      const subject = await create(scenario);
      try {
        await run(subject.model);
      } finally {
        await subject.model.close?.();
        await subject.cleanUp?.();
      }
    });

  contract('streams deltas, then the item, then the end', 'answers', streamsInOrder);
  contract('answers one request after the other and several at once', 'answers', answersRepeatedly);
  contract('reports an expected failure as its only end', 'fails', failsWithValue);
  contract('stops with an AbortError while the provider is silent', 'stalls', stopsWhileSilent);
  contract('asks nothing when it was aborted before', 'answers', stopsBeforeAsking);
  contract('can be left in the middle and closed', 'stalls', canBeLeft);
}

const question = encodeHistoryItem({
  kind: 'message',
  role: 'user',
  content: [{ kind: 'input-text', text: 'Greet me' }],
});

// Frozen, because an implementation must not change what it is given.
const request: ModelRequest = Object.freeze({
  threadId: '019f0000-0000-7000-8000-000000000001',
  turnId: '019f0000-0000-7000-8000-000000000002',
  model: 'contract-model',
  instructions: 'Be brief.',
  history: Object.freeze([question]),
  tools: Object.freeze([]),
  parallelToolCalls: false,
  cacheKey: '019f0000-0000-7000-8000-000000000001',
});

async function streamsInOrder(model: Model): Promise<void> {
  const greeting = encodeHistoryItem({
    kind: 'message',
    role: 'assistant',
    content: [{ kind: 'output-text', text: 'Hello' }],
  });
  const events = await collect(model.stream(request, new AbortController().signal));
  const expected: readonly ModelEvent[] = [
    { type: 'message-delta', delta: 'Hel' },
    { type: 'message-delta', delta: 'lo' },
    { type: 'item', entry: greeting },
    { type: 'completed', usage: { ...noUsage, inputTokens: 10, outputTokens: 2, totalTokens: 12 } },
  ];
  assertEqual(events.map(withoutSpelling), expected.map(withoutSpelling), 'events');
}

/** Providers may send fields that nobody interprets, so the serialised form of an item is not compared. */
function withoutSpelling(event: ModelEvent): unknown {
  return event.type === 'item' ? { type: event.type, item: event.entry.item } : event;
}

async function answersRepeatedly(model: Model): Promise<void> {
  const ask = () => collect(model.stream(request, new AbortController().signal));
  const first = await ask();
  const second = await ask();
  assertEqual(second, first, 'the second answer');
  assertEqual(await Promise.all([ask(), ask(), ask()]), [first, first, first], 'answers at once');
}

async function failsWithValue(model: Model): Promise<void> {
  const events = await collect(model.stream(request, new AbortController().signal));
  const ends = events.filter((event) => event.type === 'failed' || event.type === 'completed');
  assertEqual([ends.length, events.at(-1)?.type], [1, 'failed'], 'number of ends and last event');
}

async function stopsWhileSilent(model: Model): Promise<void> {
  const controller = new AbortController();
  const events = model.stream(request, controller.signal)[Symbol.asyncIterator]();
  assertEqual(await events.next(), { done: false, value: { type: 'message-delta', delta: 'Hel' } }, 'first event');
  const silence = events.next();
  controller.abort('for a reason of our own');
  assertAbortError(await assertRejects(silence, 'an aborted stream'));
}

async function stopsBeforeAsking(model: Model): Promise<void> {
  const events = model.stream(request, AbortSignal.abort())[Symbol.asyncIterator]();
  assertAbortError(await assertRejects(events.next(), 'a stream that was aborted before'));
}

async function canBeLeft(model: Model): Promise<void> {
  for await (const event of model.stream(request, new AbortController().signal)) {
    assertEqual(event, { type: 'message-delta', delta: 'Hel' }, 'first event');
    break;
  }
}

function assertAbortError(error: unknown): void {
  assert(error instanceof Error && error.name === 'AbortError', `expected an AbortError, found ${String(error)}`);
}

async function collect(events: AsyncIterable<ModelEvent>): Promise<readonly ModelEvent[]> {
  const collected: ModelEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}
