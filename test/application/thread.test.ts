import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { InMemorySandbox } from '../../src/adapters/in-memory/in-memory-sandbox.js';
import { InMemoryThreadStore } from '../../src/adapters/in-memory/in-memory-thread-store.js';
import { RecordingTelemetry } from '../../src/adapters/in-memory/recording-telemetry.js';
import { CodexError } from '../../src/domain/codex-error.js';
import type { ThreadEvent } from '../../src/domain/conversation/thread-event.js';
import type { ToolSource } from '../../src/ports/tool-source.js';
import { Gate } from '../../src/testing/gate.js';
import { scriptFunctionCall, scriptMessage } from '../../src/testing/scripted-reply.js';
import { deferred, failureOf, settled } from './support/build.js';
import { eventsOf, failingStore, flushingStore, outlineOf, ThreadBench } from './support/thread-bench.js';

/** A step that stops until the test opens the gate. */
const stopping = (gate: Gate, text = 'late') => [{ type: 'wait', gate } as const, ...scriptMessage(text)];

describe('a thread', () => {
  it('has an id once its first turn has started', async () => {
    const bench = new ThreadBench([scriptMessage('hello')]);
    const thread = bench.thread();
    expect(thread.id).toBeNull();
    await thread.run('hi');
    expect(thread.id).toBe('00000000-0000-7000-8000-000000000001');
  });

  it('runs turns one after the other on the same history', async () => {
    const bench = new ThreadBench([scriptMessage('one'), scriptMessage('two')]);
    const thread = bench.thread();
    await thread.run('a');
    expect((await thread.run('b')).finalResponse).toBe('two');
    expect(outlineOf(bench.model.requests[1]?.history ?? []).slice(2)).toEqual([
      'user: a',
      'assistant: one',
      'user: b',
    ]);
  });

  it('does nothing until its events are read', async () => {
    const bench = new ThreadBench();
    await bench.thread().runStreamed('hi');
    await settled();
    expect([bench.model.requests, await bench.store.list()]).toEqual([[], []]);
  });

  it('may be tried again when it could not be opened', async () => {
    const bench = new ThreadBench([scriptMessage('hello')]);
    const thread = bench.thread({ workingDirectory: '/later' });
    expect(await failureOf(() => thread.run('hi'))).toMatchObject({ code: 'working-directory-missing' });
    bench.files.place('/later/.git/HEAD', 'ref');
    expect((await thread.run('hi')).finalResponse).toBe('hello');
  });

  it('runs one turn at a time, and is free again whatever became of it', async () => {
    const gate = new Gate();
    const bench = new ThreadBench([stopping(gate), scriptMessage('next')]);
    const thread = bench.thread();
    const running = thread.run('a');
    await gate.reached;
    expect(await failureOf(() => thread.run('b'))).toMatchObject({ code: 'thread-busy' });
    thread.interrupt();
    expect(await failureOf(() => running)).toMatchObject({ code: 'turn-interrupted' });
    expect((await thread.run('c')).finalResponse).toBe('next');
  });

  it('tells about settings without effect once', async () => {
    const bench = new ThreadBench([scriptMessage('a'), scriptMessage('b')], {
      settings: {
        layers: async () => [{ name: 'session', source: 'x', values: { zork: 1 } }],
      },
    });
    const thread = bench.thread();
    const types = [(await thread.run('a')).items, (await thread.run('b')).items].map((items) =>
      items.map(({ type }) => type),
    );
    expect(types).toEqual([['error', 'agent_message'], ['agent_message']]);
  });
});

describe('a signal', () => {
  it.each<[string, unknown]>([
    ['no reason', undefined],
    ['a text', 'enough'],
    ['an error of its own', new TypeError('enough')],
  ])('that aborts with %s ends a turn with an AbortError', async (_, reason) => {
    const gate = new Gate();
    const bench = new ThreadBench([stopping(gate)]);
    const abort = new AbortController();
    const running = bench.thread().run('a', { signal: abort.signal });
    await gate.reached;
    abort.abort(reason);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each<[string, unknown]>([
    ['no reason', undefined],
    ['a text', 'enough'],
  ])('that aborted before with %s starts nothing', async (_, reason) => {
    const bench = new ThreadBench();
    const running = bench.thread().run('a', { signal: AbortSignal.abort(reason) });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(await bench.store.list()).toEqual([]);
  });

  it('keeps its reason as the cause', async () => {
    const reason = new Error('enough');
    const running = new ThreadBench().thread().run('a', { signal: AbortSignal.abort(reason) });
    await expect(running).rejects.toMatchObject({ name: 'AbortError', cause: reason });
  });

  it('that aborts after the turn changes nothing, and has no listener left', async () => {
    const bench = new ThreadBench([scriptMessage('hello'), scriptMessage('again')]);
    const thread = bench.thread();
    const abort = new AbortController();
    expect((await thread.run('a', { signal: abort.signal })).finalResponse).toBe('hello');
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    abort.abort();
    expect((await thread.run('b')).finalResponse).toBe('again');
  });

  it('leaves no listener behind over many turns', async () => {
    const { signal } = new AbortController();
    const bench = new ThreadBench(Array.from({ length: 20 }, () => scriptMessage('hello')));
    const thread = bench.thread();
    for (let turn = 0; turn < 20; turn += 1) await thread.run('a', { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('steering', () => {
  it('reaches the model with its next request', async () => {
    const gate = new Gate();
    const bench = new ThreadBench([stopping(gate, 'one'), scriptMessage('two')]);
    const thread = bench.thread();
    const running = thread.run('a');
    await gate.reached;
    await thread.steer('b');
    gate.open();
    await running;
    expect(outlineOf(bench.model.requests[1]?.history ?? []).slice(-2)).toEqual(['assistant: one', 'user: b']);
  });

  it('is refused without a turn: before, between and after', async () => {
    const bench = new ThreadBench([scriptMessage('hello')]);
    const thread = bench.thread();
    const refused = { code: 'invalid-input', message: 'no turn is running that could be steered; use `run`' };
    expect(await failureOf(() => thread.steer('x'))).toEqual(refused);
    await thread.run('a');
    expect(await failureOf(() => thread.steer('x'))).toEqual(refused);
    await thread[Symbol.asyncDispose]();
    expect(await failureOf(() => thread.steer('x'))).toEqual(refused);
  });

  it('is refused, and not lost in silence, when the turn ends while the input is read', async () => {
    const gate = new Gate();
    const bench = new ThreadBench([stopping(gate)]);
    const thread = bench.thread();
    const running = failureOf(() => thread.run('a'));
    await gate.reached;
    const reading = deferred<undefined>();
    const { read } = bench.files;
    bench.files.read = async (path, options) => {
      if (path.endsWith('.png')) await reading.promise;
      return read.call(bench.files, path, options);
    };
    const steering = failureOf(() => thread.steer([{ type: 'local_image', path: 'a.png' }]));
    await settled();
    thread.interrupt();
    await running;
    reading.resolve(undefined);
    expect(await steering).toMatchObject({ code: 'invalid-input' });
  });
});

describe('interrupting', () => {
  it('before the first event ends the turn', async () => {
    const bench = new ThreadBench([scriptMessage('hello')]);
    const thread = bench.thread();
    const running = thread.run('a');
    thread.interrupt();
    expect(await failureOf(() => running)).toMatchObject({ code: 'turn-interrupted' });
  });

  it('between turns does not concern the next one', async () => {
    const bench = new ThreadBench([scriptMessage('hello')]);
    const thread = bench.thread();
    thread.interrupt();
    expect((await thread.run('a')).finalResponse).toBe('hello');
  });

  it('does not wait for a source of tools that takes long to say what it offers', async () => {
    const asked = deferred<undefined>();
    const source: ToolSource = {
      offer: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('given up')));
          asked.resolve(undefined);
        }),
      call: () => Promise.reject(new Error('not asked')),
    };
    const bench = new ThreadBench([], { ports: { toolSources: [source] } });
    const thread = bench.thread();
    const running = failureOf(() => thread.run('a'));
    await asked.promise;
    thread.interrupt();
    expect(await running).toMatchObject({ code: 'turn-interrupted' });
  });
});

describe('describing a thread', () => {
  it('before its first turn opens it, and leaves it free', async () => {
    const bench = new ThreadBench([scriptMessage('hello')]);
    const thread = bench.thread({ model: 'gpt-x' });
    expect(await thread.describe()).toMatchObject({ workingDirectory: '/repo', model: 'gpt-x', id: thread.id });
    expect((await thread.run('a')).finalResponse).toBe('hello');
  });

  it('while a turn runs leaves the turn alone', async () => {
    const gate = new Gate();
    const bench = new ThreadBench([stopping(gate, 'hello')]);
    const thread = bench.thread();
    const running = thread.run('a');
    await gate.reached;
    await thread.describe();
    gate.open();
    expect((await running).finalResponse).toBe('hello');
  });

  it('several times at once, with a turn, opens it once', async () => {
    const bench = new ThreadBench([scriptMessage('hello')]);
    const thread = bench.thread();
    const [turn] = await Promise.all([thread.run('a'), thread.describe(), thread.describe()]);
    expect([turn.finalResponse, (await bench.store.list()).length]).toEqual(['hello', 1]);
  });

  it('is refused once it was closed', async () => {
    const bench = new ThreadBench();
    const thread = bench.thread();
    await thread[Symbol.asyncDispose]();
    expect(await failureOf(() => thread.describe())).toMatchObject({ code: 'closed' });
    expect(await bench.store.list()).toEqual([]);
  });
});

describe('closing a thread', () => {
  it('ends a running turn, and releases the session', async () => {
    const gate = new Gate();
    const bench = new ThreadBench([stopping(gate)]);
    const thread = bench.thread();
    const running = failureOf(() => thread.run('a'));
    await gate.reached;
    await thread[Symbol.asyncDispose]();
    expect(await running).toMatchObject({ code: 'turn-interrupted' });
    await expect(bench.open({}, { kind: 'resumed', threadId: thread.id ?? '' })).resolves.toBeDefined();
    expect(bench.closed).toEqual([thread]);
  });

  it('is possible before the first turn, twice, and while it is being opened', async () => {
    const bench = new ThreadBench([scriptMessage('hello')]);
    const [unused, opening] = [bench.thread(), bench.thread()];
    await unused[Symbol.asyncDispose]();
    await unused[Symbol.asyncDispose]();
    const running = failureOf(() => opening.run('a'));
    await opening[Symbol.asyncDispose]();
    expect(await running).toMatchObject({ code: 'turn-interrupted' });
  });

  it('at any moment of a turn leaves a history in which every call is answered', async () => {
    for (let moment = 0; moment < 40; moment += 1) {
      const call = scriptFunctionCall({ callId: 'c', name: 'exec_command', arguments: { cmd: 'sleep 9' } });
      const sandbox = new InMemorySandbox([{ argv: () => true, outcome: 'never', repeats: true }]);
      const bench = new ThreadBench([[...call, ...scriptMessage('x')], scriptMessage('done')], { ports: { sandbox } });
      const thread = bench.thread({ sandboxMode: 'danger-full-access' });
      const running = failureOf(() => thread.run('a'));
      for (let tick = 0; tick < moment; tick += 1) await Promise.resolve();
      await thread[Symbol.asyncDispose]();
      await running;
      if (thread.id === null) continue;
      const { session } = await bench.open({}, { kind: 'resumed', threadId: thread.id });
      const kinds = session.history.map(({ item }) => item.kind);
      const count = (kind: string) => kinds.filter((one) => one === kind).length;
      expect(count('function-call-output')).toBe(count('function-call'));
    }
  });

  it('kills its commands in the background', async () => {
    const call = scriptFunctionCall({
      callId: 'c',
      name: 'exec_command',
      arguments: { cmd: 'serve', yield_time_ms: 250 },
    });
    const killed = deferred<undefined>();
    const sandbox = new InMemorySandbox([
      {
        argv: () => true,
        run: async (io) => {
          const outcome = await io.untilKilled();
          killed.resolve(undefined);
          return outcome;
        },
      },
    ]);
    const bench = new ThreadBench([call, scriptMessage('It runs.')], { ports: { sandbox } });
    const thread = bench.thread({ sandboxMode: 'danger-full-access' });
    const running = thread.run('a');
    await bench.clock.untilSleeping();
    await bench.clock.advance(250);
    expect((await running).finalResponse).toBe('It runs.');
    await thread[Symbol.asyncDispose]();
    await expect(killed.promise).resolves.toBeUndefined();
  });
});

describe('two threads on one session', () => {
  it('take turns: each reads what the other one added', async () => {
    const bench = new ThreadBench([scriptMessage('1'), scriptMessage('2'), scriptMessage('3')]);
    const first = bench.thread();
    await first.run('a');
    const second = bench.thread({}, { kind: 'resumed', threadId: first.id ?? '' });
    await second.run('b');
    await first.run('c');
    expect(outlineOf(bench.model.requests[2]?.history ?? []).slice(-5)).toEqual([
      'user: a',
      'assistant: 1',
      'user: b',
      'assistant: 2',
      'user: c',
    ]);
    expect(first.id).toBe(second.id);
  });

  it('stay on that session when one of them comes at a bad moment and tries again', async () => {
    const gate = new Gate();
    const bench = new ThreadBench([scriptMessage('1'), scriptMessage('2'), stopping(gate, '3'), scriptMessage('4')]);
    const first = bench.thread();
    await first.run('a');
    const { id } = first;
    const second = bench.thread({}, { kind: 'resumed', threadId: id ?? '' });
    await second.run('b');
    const running = second.run('c');
    await gate.reached;
    expect(await failureOf(() => first.run('d'))).toMatchObject({ code: 'thread-busy' });
    gate.open();
    await running;
    expect((await first.run('e')).finalResponse).toBe('4');
    expect([first.id, (await bench.store.list()).length]).toEqual([id, 1]);
  });
});

describe('what breaks below a thread', () => {
  it('does not make it unusable for ever: a full disk may be cleared', async () => {
    const failure = { left: 1 };
    const store = new InMemoryThreadStore({ clock: { now: () => 0 } });
    const bench = new ThreadBench([scriptMessage('1'), scriptMessage('2')], {
      ports: { threadStore: failingStore(store, failure) },
    });
    const thread = bench.thread();
    expect(await failureOf(() => thread.run('a'))).toMatchObject({ message: 'the disk is full' });
    expect((await thread.run('b')).finalResponse).toBe('2');
    expect((await store.list()).length).toBe(1);
  });

  it('ends a turn whose work cannot be kept before anybody is told of it, and before the model is asked again', async () => {
    const store = new InMemoryThreadStore({ clock: { now: () => 0 } });
    const call = scriptFunctionCall({ callId: 'c', name: 'update_plan', arguments: '{"plan":[]}' });
    const bench = new ThreadBench([[...call, ...scriptMessage('said')], scriptMessage('never')], {
      ports: { threadStore: flushingStore(store, () => Promise.reject(new Error('the disk is full'))) },
    });
    const thread = bench.thread();
    const told: string[] = [];
    const turn = async (): Promise<void> => {
      const { events } = await thread.runStreamed('a');
      for await (const event of events) told.push(event.type);
    };
    expect(await failureOf(turn)).toMatchObject({ message: 'the disk is full' });
    expect([told.includes('item.completed'), bench.model.requests.length]).toEqual([false, 1]);
  });

  it('ends every span exactly once', async () => {
    const telemetry = new RecordingTelemetry();
    const missing = new CodexError('tool-source-failed', 'a server is missing');
    const source: ToolSource = {
      offer: () => Promise.reject(missing),
      call: () => Promise.reject(new Error('not asked')),
    };
    const bench = new ThreadBench([], { ports: { telemetry, toolSources: [source] } });
    expect(await failureOf(() => bench.thread().run('a'))).toMatchObject({ code: 'tool-source-failed' });
    expect(telemetry.spans).toMatchObject([{ name: 'turn', outcome: 'error' }]);
  });

  it('leaves the thread free after a source of tools failed', async () => {
    let broken = true;
    const source: ToolSource = {
      offer: async () => {
        if (broken) throw new CodexError('tool-source-failed', 'a server is missing');
        return { tools: [], problems: [] };
      },
      call: () => Promise.reject(new Error('not asked')),
    };
    const bench = new ThreadBench([scriptMessage('hello')], { ports: { toolSources: [source] } });
    const thread = bench.thread();
    await failureOf(() => thread.run('a'));
    broken = false;
    expect((await thread.run('b')).finalResponse).toBe('hello');
  });

  it('reaches the reader of the events', async () => {
    const broken = new Error('no notifier');
    const bench = new ThreadBench([], { parts: { notifierFor: () => Promise.reject(broken) } });
    const { events } = await bench.thread().runStreamed('a');
    await expect(eventsOf(events)).rejects.toBe(broken);
  });
});

describe('many turns and many threads', () => {
  it('2,000 turns keep nothing but the history', async () => {
    const turns = 2_000;
    const bench = new ThreadBench(Array.from({ length: turns }, () => scriptMessage('ok')));
    // The double keeps every request with its history; a model that does not is what is measured here.
    bench.model.stream = async function* () {
      yield* scriptMessage('ok');
      yield { type: 'completed' };
    };
    const thread = bench.thread();
    const events: ThreadEvent[] = [];
    for (let turn = 0; turn < turns; turn += 1)
      events.splice(0, events.length, ...(await eventsOf((await thread.runStreamed('go')).events)));
    expect(events.at(-1)?.type).toBe('turn.completed');
    const { session } = await bench.open({}, { kind: 'resumed', threadId: thread.id ?? '' });
    expect(session.history).toHaveLength(2 + 2 * turns);
  });

  it('1,000 threads run at the same time', async () => {
    const bench = new ThreadBench(Array.from({ length: 1_000 }, () => scriptMessage('ok')));
    const threads = Array.from({ length: 1_000 }, () => bench.thread());
    const turns = await Promise.all(threads.map((thread) => thread.run('go')));
    expect(new Set(turns.map(({ finalResponse }) => finalResponse))).toEqual(new Set(['ok']));
    expect(new Set(threads.map(({ id }) => id)).size).toBe(1_000);
  });
});
