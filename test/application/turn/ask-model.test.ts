import { describe, expect, it } from 'vitest';
import { RecordingLogger } from '../../../src/adapters/in-memory/recording-logger.js';
import { RecordingTelemetry } from '../../../src/adapters/in-memory/recording-telemetry.js';
import { askModel } from '../../../src/application/turn/ask-model.js';
import type { Model, ModelEvent, ModelRequest } from '../../../src/ports/model.js';
import { scriptMessage } from '../../../src/testing/scripted-reply.js';

const request: ModelRequest = {
  threadId: 't',
  turnId: 'u',
  model: 'm',
  instructions: '',
  history: [],
  tools: [],
  parallelToolCalls: true,
  cacheKey: 't',
};

/** Asks a model that yields these events, then throws if it is told to. */
async function asked(
  events: readonly ModelEvent[],
  { thrown, signal }: { readonly thrown?: unknown; readonly signal?: AbortSignal } = {},
) {
  const logger = new RecordingLogger();
  const telemetry = new RecordingTelemetry();
  const model: Model = {
    async *stream() {
      yield* events;
      if (thrown !== undefined) throw thrown;
    },
  };
  const taken: ModelEvent[] = [];
  await askModel(model, request, {
    ports: { logger, telemetry },
    signal: signal ?? new AbortController().signal,
    take: (event) => void taken.push(event),
  });
  return {
    taken,
    outcome: telemetry.spans[0]?.outcome,
    logged: logger.entries.map(({ level }) => level).filter((level) => level !== 'debug'),
  };
}

const completed: ModelEvent = { type: 'completed' };
const failed: ModelEvent = { type: 'failed', failure: { kind: 'at-capacity' } };
const disconnected: ModelEvent = {
  type: 'failed',
  failure: { kind: 'disconnected', message: 'stream closed before response.completed' },
};

describe('askModel', () => {
  it.each<[string, readonly ModelEvent[], string]>([
    ['a complete response', [...scriptMessage('hi'), completed], 'ok'],
    ['a failure', [...scriptMessage('hi'), failed], 'error'],
  ])('passes on %s', async (_, events, outcome) => {
    expect(await asked(events)).toEqual({ taken: events, outcome, logged: [] });
  });

  it.each<[string, readonly ModelEvent[]]>([
    ['nothing', []],
    ['an item alone', scriptMessage('hi')],
  ])('takes %s for a broken stream', async (_, events) => {
    expect(await asked(events)).toEqual({ taken: [...events, disconnected], outcome: 'error', logged: [] });
  });

  it.each<[string, unknown, string]>([
    ['an error', new Error('it broke'), 'it broke'],
    ['a text', 'it broke', 'it broke'],
  ])('takes a model that throws %s for one that failed, and logs it', async (_, thrown, message) => {
    const failure: ModelEvent = { type: 'failed', failure: { kind: 'rejected', message } };
    expect(await asked([], { thrown })).toEqual({ taken: [failure], outcome: 'error', logged: ['error'] });
  });

  it('says nothing when it was interrupted', async () => {
    const result = await asked([], { thrown: new Error('aborted'), signal: AbortSignal.abort() });
    expect(result).toEqual({ taken: [], outcome: 'cancelled', logged: [] });
  });

  it.each<[string, ModelEvent]>([
    ['a completed response', completed],
    ['a failure', failed],
  ])('drops what comes after %s: it would be taken for a part of the next response', async (_, end) => {
    const { taken, logged } = await asked([...scriptMessage('hi'), end, ...scriptMessage('late'), completed]);
    expect([taken, logged]).toEqual([[...scriptMessage('hi'), end], ['warn']]);
  });

  it('reports no second end when a model throws after its first one', async () => {
    const { taken, outcome, logged } = await asked([completed], { thrown: new Error('late') });
    expect([taken, outcome, logged]).toEqual([[completed], 'ok', ['error']]);
  });
});
