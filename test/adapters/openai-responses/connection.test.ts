import { describe, expect, it } from 'vitest';
import type { StartIdleTimer } from '../../../src/adapters/openai-responses/idle-timer.js';
import type { ModelEvent } from '../../../src/ports/model.js';
import {
  apiError,
  cut,
  encodeEvent,
  events,
  message,
  raw,
  reply,
  responseEvents,
  stall,
  status,
} from '../../support/responses-server/replies.mjs';
import { startResponsesServer } from '../../support/responses-server/responses-server.mjs';
import { ask, modelAt, request } from './ask-model.js';

const untilFirstDelta = events(responseEvents('Hello').slice(0, 5));
const never = new AbortController().signal;

/** Timers that go off when a test says so. */
function manualTimers() {
  const running: { readonly delayMs: number; readonly fire: () => void; touches: number }[] = [];
  const start: StartIdleTimer = (delayMs, onIdle) => {
    const timer = { delayMs, fire: onIdle, touches: 0 };
    running.push(timer);
    return {
      touch: () => {
        timer.touches += 1;
      },
      stop: () => {
        if (running.includes(timer)) running.splice(running.indexOf(timer), 1);
      },
    };
  };
  return { running, start };
}

describe('a connection', () => {
  it('is used again after answers, refusals and failures that were read to their end', async () => {
    const failedResponse = encodeEvent({ type: 'response.failed', response: { error: { message: 'x' } } });
    const timers = manualTimers();
    const server = await startResponsesServer([
      reply('one'),
      status(401, apiError('no')),
      raw([failedResponse, encodeEvent({ type: 'x' })]),
      reply('two'),
    ]);
    const model = modelAt(server.url, { startIdleTimer: timers.start });
    try {
      for (let count = 0; count < 4; count += 1) {
        await ask(model);
        // The response is complete before its body is; the watch over the rest ends with the body.
        while (timers.running.length > 0) await new Promise((resolve) => setImmediate(resolve));
      }
      expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 1, 1]);
    } finally {
      await model.close();
      await server.close();
    }
  });

  it('is replaced after it broke', async () => {
    const server = await startResponsesServer([cut(reply('one'), 20), reply('two')]);
    const model = modelAt(server.url);
    try {
      await ask(model);
      await ask(model);
      expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2]);
    } finally {
      await model.close();
      await server.close();
    }
  });

  it('is closed when the caller aborts, before the answer and in the middle of it', async () => {
    const server = await startResponsesServer([stall(raw([])), stall(untilFirstDelta)]);
    const model = modelAt(server.url);
    try {
      for (const count of [1, 2]) {
        const controller = new AbortController();
        const answer = ask(model, request, controller.signal);
        const asked = await server.received(count);
        controller.abort();
        await expect(answer).rejects.toMatchObject({ name: 'AbortError', cause: controller.signal.reason });
        expect(await asked.ended).toBe('abandoned');
      }
    } finally {
      await model.close();
      await server.close();
    }
  });

  it('is closed when the caller leaves the stream', async () => {
    const server = await startResponsesServer([stall(untilFirstDelta)]);
    const model = modelAt(server.url);
    try {
      for await (const event of model.stream(request, never)) if (event.type === 'message-delta') break;
      expect(await (await server.received(1)).ended).toBe('abandoned');
    } finally {
      await model.close();
      await server.close();
    }
  });

  it('hands out nothing more of a packet once the caller aborted', async () => {
    const deltas = ['a', 'b', 'c'];
    const server = await startResponsesServer([reply(message('abc', { deltas }))]);
    const model = modelAt(server.url);
    const controller = new AbortController();
    const seen: ModelEvent[] = [];
    const read = async () => {
      for await (const event of model.stream(request, controller.signal)) {
        seen.push(event);
        controller.abort();
      }
    };
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toEqual([{ type: 'message-delta', delta: 'a' }]);
    await model.close();
    await server.close();
  });

  it('is encrypted when the base URL says so, and nothing is sent when it cannot be', async () => {
    const server = await startResponsesServer([]);
    const model = modelAt(server.url.replace('http:', 'https:'));
    const [event] = await ask(model);
    expect(event).toMatchObject({ type: 'failed', failure: { kind: 'unreachable', message: 'error sending request' } });
    expect(server.requests).toEqual([]);
    await model.close();
    await server.close();
  });

  it('is closed when the model is closed', async () => {
    const server = await startResponsesServer([stall(untilFirstDelta)]);
    const model = modelAt(server.url);
    const answer = ask(model);
    const asked = await server.received(1);
    await model.close();
    expect(await asked.ended).toBe('abandoned');
    expect((await answer).at(-1)).toMatchObject({ type: 'failed' });
    await server.close();
  });

  it('needs nothing of the built-in fetch, whose first touch is expensive', async () => {
    const names = ['fetch', 'Headers', 'Request', 'Response', 'ReadableStream'] as const;
    const touched: string[] = [];
    const originals = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
    const server = await startResponsesServer([reply('Hello')]);
    const model = modelAt(server.url);
    try {
      for (const [name, original] of originals) {
        Object.defineProperty(globalThis, name, {
          configurable: true,
          get: () => {
            touched.push(name);
            return original?.value ?? original?.get?.call(globalThis);
          },
        });
      }
      await ask(model);
    } finally {
      for (const [name, original] of originals) if (original) Object.defineProperty(globalThis, name, original);
      await model.close();
      await server.close();
    }
    expect(touched).toEqual([]);
  });
});

describe('a silent provider', () => {
  it('is given up after the idle timeout, before the answer and in the middle of it', async () => {
    const timers = manualTimers();
    const server = await startResponsesServer([async () => new Promise(() => undefined), stall(untilFirstDelta)]);
    const model = modelAt(server.url, { startIdleTimer: timers.start, streamIdleTimeoutMs: 5000 });
    const failed: ModelEvent = { type: 'failed', failure: { kind: 'idle', idleMs: 5000 } };
    try {
      const first = ask(model);
      const asked = await server.received(1);
      timers.running[0]?.fire();
      expect(await first).toEqual([failed]);
      expect(await asked.ended).toBe('abandoned');

      const seen: ModelEvent[] = [];
      for await (const event of model.stream(request, never)) {
        seen.push(event);
        if (event.type === 'message-delta') timers.running[0]?.fire();
      }
      expect(seen).toEqual([{ type: 'message-delta', delta: 'Hello' }, failed]);
      expect(timers.running).toEqual([]);
    } finally {
      await model.close();
      await server.close();
    }
  });

  it('has 300 seconds when nothing else is configured, again after every packet', async () => {
    const timers = manualTimers();
    const server = await startResponsesServer([stall(untilFirstDelta)]);
    const model = modelAt(server.url, { startIdleTimer: timers.start });
    for await (const event of model.stream(request, never)) {
      const [timer] = timers.running;
      expect([event.type, timer?.delayMs, timer && timer.touches >= 2]).toEqual(['message-delta', 300_000, true]);
      break;
    }
    expect(timers.running).toEqual([]);
    await model.close();
    await server.close();
  });

  it('that does not end the stream after the response loses the connection', async () => {
    const timers = manualTimers();
    const server = await startResponsesServer([stall(reply('Hello'))]);
    const model = modelAt(server.url, { startIdleTimer: timers.start });
    try {
      expect((await ask(model)).at(-1)?.type).toBe('completed');
      expect(timers.running.map(({ delayMs }) => delayMs)).toEqual([1000]);
      timers.running[0]?.fire();
      expect(await (await server.received(1)).ended).toBe('abandoned');
    } finally {
      await model.close();
      await server.close();
    }
  });

  it('is not blamed when it is the caller who is slow', async () => {
    const timers = manualTimers();
    const deltas = Array.from({ length: 20_000 }, () => 'x'.repeat(50));
    const server = await startResponsesServer([reply(message(deltas.join(''), { deltas }))]);
    const model = modelAt(server.url, { startIdleTimer: timers.start });
    let count = 0;
    try {
      for await (const event of model.stream(request, never)) {
        if (event.type === 'message-delta') count += 1;
        if (count === 1 && event.type === 'message-delta') {
          // The server has sent more than the connection holds; let its packets arrive.
          for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
          timers.running[0]?.fire();
        }
        if (event.type === 'failed') throw new Error(`failed: ${event.failure.kind}`);
      }
      expect(count).toBe(20_000);
    } finally {
      await model.close();
      await server.close();
    }
  });
});
