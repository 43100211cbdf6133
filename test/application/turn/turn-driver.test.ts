import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { RecordingTelemetry } from '../../../src/adapters/in-memory/recording-telemetry.js';
import { ScriptedApprover } from '../../../src/adapters/in-memory/scripted-approver.js';
import type { OfferedSourceTool } from '../../../src/application/tools/source-tool.js';
import { ApprovalDesk } from '../../../src/application/turn/approval-desk.js';
import { ToolDispatch } from '../../../src/application/turn/tool-dispatch.js';
import { TurnDriver, type TurnHandlers } from '../../../src/application/turn/turn-driver.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryEntry, HistoryItem } from '../../../src/domain/conversation/history-item.js';
import type { ModelFailure } from '../../../src/domain/turn/model-failure.js';
import type { TurnInput } from '../../../src/domain/turn/turn-protocol.js';
import type { ToolApproval, ToolInvocation, ToolResult, ToolSource } from '../../../src/ports/tool-source.js';
import { deferred, doubles, functionCall, scopeWith, settled, userEntry } from '../support/build.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 200);
const rules = { retries: { requestMaxRetries: 1, streamMaxRetries: 1 }, limits: [] };

type Feed = (input: TurnInput) => void;
type Sampling = (feed: Feed, signal: AbortSignal) => Promise<void> | void;
type CallTool = (invocation: ToolInvocation, signal: AbortSignal) => Promise<ToolResult>;

/** A driver whose samplings and whose one tool, `work`, are played by the test. */
function driving(
  samplings: readonly Sampling[],
  options: {
    readonly call?: CallTool;
    readonly approval?: ToolApproval;
    readonly approver?: ScriptedApprover;
    readonly handlers?: Partial<TurnHandlers>;
  } = {},
) {
  const clock = new FixedClock();
  const telemetry = new RecordingTelemetry();
  const ports = doubles({ clock, telemetry });
  const { scope, events } = scopeWith(
    options.approver === undefined ? ports : { ...ports, approver: options.approver },
  );
  const source: ToolSource = {
    offer: () => Promise.reject(new Error('not asked')),
    call: options.call ?? (async () => ({ kind: 'success', output: 'done' })),
  };
  const tool: OfferedSourceTool = {
    source,
    offered: {
      definition: { kind: 'function', name: 'work', description: 'Works.', parameters: {} },
      server: 'host',
      approval: options.approval ?? 'not-needed',
    },
  };
  const history: HistoryItem[] = [];
  const kept: HistoryItem[] = [];
  const notices: string[] = [];
  const waiting = [...samplings];
  const handlers: TurnHandlers = {
    record: (entries) => void history.push(...entries.map(({ item }) => item)),
    keepOutput: (entry) => void kept.push(entry.item),
    sample: async (feed, signal) => {
      const next = waiting.shift();
      if (next === undefined) throw new Error('an unexpected sampling');
      await next(feed, signal);
    },
    compact: () => Promise.reject(new Error('an unexpected compaction')),
    replaceHistory: () => undefined,
    fillContext: () => undefined,
    notice: (message) => void notices.push(message),
    count: () => undefined,
    ...options.handlers,
  };
  const driver = new TurnDriver(scope, { tools: new ToolDispatch([tool]), desk: new ApprovalDesk(), handlers });
  const run = (): ReturnType<TurnDriver['run']> => driver.run([userEntry('go')], rules, 0);
  return { driver, run, history, kept, notices, events, clock, telemetry };
}

function item(entry: HistoryItem): TurnInput {
  return { type: 'item', entry: encodeHistoryItem(entry) };
}

const says = (text: string): HistoryItem => ({
  kind: 'message',
  role: 'assistant',
  content: [{ kind: 'output-text', text }],
});
const calls = (callId: string, name = 'work', values: unknown = {}): HistoryItem => functionCall(name, values, callId);
const output = (callId: string, text: unknown): unknown => ({ kind: 'function-call-output', callId, output: text });
const prompt = userEntry('go').item;
const abortion = expect.objectContaining({ role: 'user', content: [expect.objectContaining({ kind: 'input-text' })] });

/** A sampling that makes calls and ends. */
function calling(...items: readonly HistoryItem[]): Sampling {
  return (feed) => {
    for (const one of items) feed(item(one));
    feed({ type: 'sampled' });
  };
}

const answering = calling(says('done'));

describe('TurnDriver', () => {
  it('samples, carries out calls, and samples again until the model is done', async () => {
    const { run, history } = driving([calling(calls('c1'), calls('c2')), answering]);
    expect(await run()).toEqual({ kind: 'completed', lastMessage: 'done' });
    expect(history).toEqual([
      prompt,
      calls('c1'),
      calls('c2'),
      output('c1', 'done'),
      output('c2', 'done'),
      says('done'),
    ]);
  });

  it('gives two calls with the same id an output each', async () => {
    let count = 0;
    const call: CallTool = async () => {
      count += 1;
      return { kind: 'success', output: `result ${count}` };
    };
    const { run, history } = driving([calling(calls('same'), calls('same')), answering], { call });
    await run();
    expect(history.slice(3, 5)).toEqual([output('same', 'result 1'), output('same', 'result 2')]);
  });

  it('answers tools that do not exist, arguments that are no JSON, and calls of the wrong kind', async () => {
    const custom: HistoryItem = { kind: 'custom-tool-call', callId: 'c4', name: 'work', input: 'x' };
    const { run, history } = driving([
      calling(calls('c1', 'nope'), functionCall('work', '{', 'c2'), functionCall('apply_patch', '{}', 'c3'), custom),
      answering,
    ]);
    expect(await run()).toMatchObject({ kind: 'completed' });
    expect(history.slice(5, 9)).toEqual([
      output('c1', 'unsupported call: nope'),
      output('c2', expect.stringMatching(/^failed to parse function arguments: /)),
      output('c3', 'aborted'),
      { kind: 'custom-tool-call-output', callId: 'c4', output: 'unsupported custom tool call: work' },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['an error', new Error('it broke'), 'work failed: it broke'],
    ['a text', 'it broke', 'work failed: it broke'],
    ['nothing', undefined, 'work failed: undefined'],
  ])('tells the model about a tool that throws %s', async (_, thrown, expected) => {
    const { run, history, telemetry } = driving([calling(calls('c1')), answering], {
      call: () => Promise.reject(thrown),
    });
    expect(await run()).toMatchObject({ kind: 'completed' });
    expect(history[2]).toEqual(output('c1', expected));
    expect(telemetry.spans).toMatchObject([{ name: 'tool', outcome: 'error' }]);
  });

  it('waits between repetitions, give or take a tenth, and says so', async () => {
    const broken: ModelFailure = { kind: 'disconnected', message: 'gone' };
    const { run, notices, clock } = driving([(feed) => feed({ type: 'sampling-failed', failure: broken }), answering]);
    const running = run();
    const delay = await clock.untilSleeping();
    expect(delay).toBeGreaterThanOrEqual(180);
    expect(delay).toBeLessThanOrEqual(220);
    await clock.advance(delay);
    expect(await running).toMatchObject({ kind: 'completed' });
    expect(notices).toEqual(['Reconnecting... 1/1 (stream disconnected before completion: gone)']);
  });

  it('ignores what comes after its end', async () => {
    let late: Feed = () => undefined;
    const { run, driver, history } = driving([
      (feed) => {
        late = feed;
        feed({ type: 'sampled' });
      },
    ]);
    await run();
    late(item(says('late')));
    driver.dispatch({ type: 'interrupt' });
    driver.dispatch({ type: 'steer', entries: [userEntry('late')] });
    await settled();
    expect(history).toEqual([prompt]);
  });
});

describe('interrupting a driver', () => {
  it.each<[string, Sampling]>([
    ['while the model is silent', () => undefined],
    ['after a piece of the answer', (feed) => feed(item(says('half')))],
    ['while a call waits for its approval', calling(calls('c1'))],
  ])('ends the turn %s', async (_, sampling) => {
    const approver = new ScriptedApprover([() => new Promise(() => undefined)]);
    const { run, driver, history } = driving([sampling], { approval: 'always', approver });
    const running = run();
    await settled();
    driver.dispatch({ type: 'interrupt' });
    expect(await running).toEqual({ kind: 'interrupted' });
    expect(history.at(-1)).toEqual(abortion);
  });

  it('ends a delay', async () => {
    const broken: ModelFailure = { kind: 'disconnected', message: 'gone' };
    const { run, driver, clock } = driving([(feed) => feed({ type: 'sampling-failed', failure: broken })]);
    const running = run();
    await clock.untilSleeping();
    driver.dispatch({ type: 'interrupt' });
    expect(await running).toEqual({ kind: 'interrupted' });
    expect(clock.sleeping).toBe(0);
  });

  it('before the turn was started ends it at once', async () => {
    const { run, driver } = driving([() => undefined]);
    driver.dispatch({ type: 'interrupt' });
    expect(await run()).toEqual({ kind: 'interrupted' });
  });

  it('while a call is being prepared answers it without running it', async () => {
    let ran = false;
    const call: CallTool = async () => {
      ran = true;
      return { kind: 'success', output: 'done' };
    };
    const sampling: Sampling = (feed) => {
      feed(item(calls('c1')));
      driver.dispatch({ type: 'interrupt' });
    };
    const { run, driver, history } = driving([sampling], { call });
    expect(await run()).toEqual({ kind: 'interrupted' });
    expect([ran, history.slice(2)]).toEqual([false, [output('c1', 'aborted by user'), abortion]]);
  });

  it('aborts the running call, and says how long it ran', async () => {
    const call: CallTool = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const { run, driver, history, clock, telemetry } = driving([calling(calls('c1'))], { call });
    const running = run();
    await settled();
    await clock.advance(2_300);
    driver.dispatch({ type: 'interrupt' });
    expect(await running).toEqual({ kind: 'interrupted' });
    expect(history[2]).toEqual(output('c1', 'Wall time: 2.3 seconds\naborted by user'));
    expect(telemetry.spans).toMatchObject([{ name: 'tool', outcome: 'cancelled' }]);
  });

  it('does not wait for a tool that takes no notice', async () => {
    const { run, driver, history } = driving([calling(calls('c1'))], { call: () => new Promise(() => undefined) });
    const running = run();
    await settled();
    driver.dispatch({ type: 'interrupt' });
    expect(await running).toEqual({ kind: 'interrupted' });
    expect(history[2]).toEqual(output('c1', 'Wall time: 0.0 seconds\naborted by user'));
  });

  it('twice is the same as once', async () => {
    const { run, driver, history } = driving([() => undefined]);
    const running = run();
    driver.dispatch({ type: 'interrupt' });
    driver.dispatch({ type: 'interrupt' });
    expect(await running).toEqual({ kind: 'interrupted' });
    expect(history).toEqual([prompt, abortion]);
  });

  it('at any point leaves one output for each call, in order', async () => {
    const script = fc.array(fc.constantFrom('call', 'exclusive', 'ask', 'unknown', 'message', 'pause'), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(script, fc.nat(9), fc.nat(3), async (steps, at, pauses) => {
        const answer = deferred<'accept'>();
        const sampling: Sampling = async (feed, signal) => {
          for (const [index, step] of steps.entries()) {
            if (signal.aborted) return;
            if (index === at) driver.dispatch({ type: 'interrupt' });
            if (step === 'pause') await settled();
            else if (step === 'message') feed(item(says('text')));
            else feed(item(calls(`c${index}`, step === 'unknown' ? 'nope' : 'work')));
          }
          feed({ type: 'sampled' });
        };
        const approver = new ScriptedApprover(Array.from({ length: 8 }, () => () => answer.promise));
        const { run, driver, history } = driving([sampling, answering], { approval: 'always', approver });
        const running = run();
        for (let pause = 0; pause < pauses; pause += 1) await settled();
        driver.dispatch({ type: 'interrupt' });
        await running;
        const made = history.flatMap((entry) => (entry.kind === 'function-call' ? [entry.callId] : []));
        const answered = history.flatMap((entry) => (entry.kind === 'function-call-output' ? [entry.callId] : []));
        expect(answered).toEqual(made);
      }),
      { numRuns },
    );
  });
});

describe('a driver whose surroundings break', () => {
  it('fails the turn instead of hanging when nothing can be recorded', async () => {
    const full = new Error('the disk is full');
    const record = (entries: readonly HistoryEntry[]): void => {
      if (entries.some((entry) => entry.item.kind === 'message' && entry.item.role === 'assistant')) throw full;
    };
    let aborted = false;
    const sampling: Sampling = (feed, signal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      feed(item(says('hello')));
    };
    const { run } = driving([sampling], { handlers: { record } });
    await expect(run()).rejects.toBe(full);
    expect(aborted).toBe(true);
  });

  it('fails the turn when a sampling rejects', async () => {
    const broken = new Error('broken telemetry');
    const { run } = driving([() => Promise.reject(broken)]);
    await expect(run()).rejects.toBe(broken);
  });

  it('fails the turn when time itself breaks', async () => {
    const broken = new Error('no clock');
    const { run, clock } = driving([
      (feed) => feed({ type: 'sampling-failed', failure: { kind: 'disconnected', message: 'gone' } }),
    ]);
    clock.sleep = () => Promise.reject(broken);
    await expect(run()).rejects.toBe(broken);
  });
});
