import { CodexError } from '../domain/codex-error.js';
import type { DetailedThreadEvent, ThreadEvent } from '../domain/conversation/thread-event.js';
import { describeThread, type ThreadDescription } from './session/describe-thread.js';
import type { OpenThread } from './session/open-thread.js';
import { ThreadAccess } from './session/thread-access.js';
import { TurnLock } from './session/turn-lock.js';
import { checkLimits } from './settings/check-limits.js';
import { checkTurnOptions } from './settings/check-turn-options.js';
import { decodeOutputSchema, isCheckingSchema, readOutput } from './settings/output-schema.js';
import { readInput } from './settings/read-input.js';
import type { DetailedTurnOptions, Input, StructuredTurnOptions, TurnOptions } from './settings/thread-options.js';
import { throwIfAborted } from './throw-if-aborted.js';
import { announceOutcome } from './turn/announce-outcome.js';
import type { EventOutlet } from './turn/event-outlet.js';
import { EventQueue } from './turn/event-queue.js';
import { runTurn } from './turn/run-turn.js';
import type { RunningTurn, TurnReport, TurnRequest } from './turn/turn-request.js';
import {
  type Compaction,
  requireCompletion,
  type StructuredTurn,
  type Turn,
  TurnCollector,
} from './turn/turn-result.js';

/** What `run` resolves to; another name of {@link Turn}. */
export type RunResult = Turn;

/** A turn in progress. */
export interface StreamedTurn {
  /** Starts the turn when it is first read, and interrupts it when reading stops early. */
  readonly events: AsyncGenerator<ThreadEvent, void, void>;
}

/** A turn in progress that also reports its items in pieces. */
export interface DetailedStreamedTurn {
  /** As those of a {@link StreamedTurn}. */
  readonly events: AsyncGenerator<DetailedThreadEvent, void, void>;
}

/** What `runStreamed` resolves to; another name of {@link StreamedTurn}. */
export type RunStreamedResult = StreamedTurn;

type StreamOptions = TurnOptions & Partial<Pick<DetailedTurnOptions, 'deltas'>>;

/** How a thread gets at what it needs; called when its first turn starts. */
export interface ThreadOpener {
  /** Resolves the settings and opens or creates the session; `threadId` names one that was opened before. */
  open(threadId?: string): Promise<OpenThread>;
  /** Called when the thread was closed. */
  closed(thread: Thread): void;
}

/**
 * One conversation with the agent; turns follow each other on the same history. One turn runs at a time.
 */
export class Thread {
  readonly #opener: ThreadOpener;
  readonly #access: ThreadAccess;
  readonly #lock = new TurnLock();
  #running: RunningTurn | undefined;
  /** How the turn ended that ran last. */
  #report: TurnReport | undefined;
  /** Aborted by an interruption; another one for each turn. */
  #interruption = new AbortController();
  #warned = false;
  #turn: Promise<void> | undefined;
  #closed = false;

  /** @internal Threads are made by `startThread`, `resumeThread` and `forkThread`. */
  constructor(opener: ThreadOpener, id: string | null) {
    this.#opener = opener;
    this.#access = new ThreadAccess(opener, id);
  }

  /** The thread's id; null until the first turn has started. */
  get id(): string | null {
    return this.#access.id;
  }

  /**
   * Runs a turn and waits for its end. With a schema of zod in `outputSchema`, the final message is checked and returned as `output`.
   *
   * @throws CodexError `turn-failed` when the turn fails, `turn-interrupted` after {@link interrupt}, `limit-reached` at one of the
   * `limits`, `output-invalid`, `thread-busy` while another turn runs, and the codes of a configuration that cannot be used. An
   * `AbortError` when `options.signal` aborts.
   */
  run<Output>(input: Input, options: StructuredTurnOptions<Output>): Promise<StructuredTurn<Output>>;
  run(input: Input, options?: TurnOptions): Promise<Turn>;
  async run(input: Input, options: TurnOptions = {}): Promise<Turn> {
    const collector = new TurnCollector();
    for await (const event of this.#stream(input, options)) collector.take(event);
    if (this.#report === undefined) throw new CodexError('turn-failed', 'the turn ended without a result');
    const turn = collector.finish(this.#report);
    const { outputSchema } = options;
    if (!isCheckingSchema(outputSchema)) return turn;
    const structured: StructuredTurn<unknown> = { ...turn, output: await readOutput(outputSchema, turn.finalResponse) };
    return structured;
  }

  /** Runs a turn and reports what happens as it happens. */
  runStreamed(input: Input, options: DetailedTurnOptions): Promise<DetailedStreamedTurn>;
  runStreamed(input: Input, options?: TurnOptions): Promise<StreamedTurn>;
  runStreamed(input: Input, options: StreamOptions = {}): Promise<DetailedStreamedTurn> {
    return Promise.resolve({ events: this.#stream(input, options) });
  }

  /**
   * Adds to the conversation while a turn runs; the model reads it with its next request.
   *
   * @throws CodexError `invalid-input` when no turn is running.
   */
  async steer(input: Input): Promise<void> {
    const opened = await this.#access.opened;
    const running = this.#running;
    const prompt = opened === undefined || running === undefined ? undefined : await readInput(input, opened);
    // Reading an image takes time: what comes after the end of the turn must not be lost in silence.
    if (prompt === undefined || running === undefined || this.#running !== running) {
      throw new CodexError('invalid-input', 'no turn is running that could be steered; use `run`');
    }
    running.steer(prompt);
  }

  /**
   * Has the model sum up the conversation now, and goes on with the summary in the place of what was said before. Turns do that on their
   * own when the conversation fills the model's context.
   *
   * @throws CodexError `invalid-input` before the first turn, and the codes of {@link run}.
   */
  async compact({ signal }: Pick<TurnOptions, 'signal'> = {}): Promise<Compaction> {
    throwIfAborted(signal);
    this.#requireOpen();
    using _lock = this.#lock.acquire();
    using _stop = this.#interruptOn(signal);
    const work = this.#runCompaction();
    this.#turn = work.then(nothing, nothing);
    const compaction = await work;
    throwIfAborted(signal);
    requireCompletion(compaction.outcome);
    return compaction;
  }

  /**
   * What the thread works with: options and configuration, resolved. Opens the thread, as its first turn does.
   *
   * @throws CodexError the codes of a configuration that cannot be used, `not-a-repository`, `thread-not-found`, `closed`.
   */
  async describe(): Promise<ThreadDescription> {
    this.#requireOpen();
    const opened = await this.#access.open();
    if (!this.#lock.held) await opened.session.release();
    return describeThread(opened);
  }

  /** Stops the running turn, if there is one; the thread stays usable. */
  interrupt(): void {
    this.#interruption.abort();
    this.#running?.interrupt();
  }

  /**
   * Interrupts the running turn, stops the thread's commands in the background and releases its session, which can then be resumed
   * elsewhere. The thread takes no further turn. For `await using`; `close()` of the `Codex` does it for all its threads.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.interrupt();
    await this.#turn;
    const opened = await this.#access.opened?.catch(() => undefined);
    await opened?.commands.close();
    await opened?.session.release();
    this.#opener.closed(this);
  }

  async *#stream(input: Input, options: StreamOptions): AsyncGenerator<DetailedThreadEvent, void, void> {
    checkTurnOptions(options);
    const { signal } = options;
    throwIfAborted(signal);
    this.#requireOpen();
    using _lock = this.#lock.acquire();
    using _stop = this.#interruptOn(signal);
    const queue = new EventQueue(weightOf);
    this.#turn = this.#runTurn(input, options, queue).then(
      () => queue.end(),
      (error: unknown) => queue.fail(error),
    );
    let read: 'partly' | 'whole' = 'partly';
    try {
      for await (const event of queue) {
        if (signal?.aborted === true) continue;
        // INVARIANT: what a host knows to be finished survives the death of the process.
        if (isFinished(event)) await (await this.#access.opened)?.session.flush();
        yield event;
      }
      read = 'whole';
      throwIfAborted(signal);
    } finally {
      // A turn that is over has nothing to interrupt, and an interruption costs as much as writing a line of the session.
      if (read === 'partly') this.interrupt();
      await this.#turn;
    }
  }

  async #runTurn(input: Input, options: StreamOptions, events: EventQueue<DetailedThreadEvent>): Promise<void> {
    const emit = (event: DetailedThreadEvent): void => events.push(event);
    const outputSchema = decodeOutputSchema(options.outputSchema);
    const limits = checkLimits(options.limits, 'a turn');
    const opened = await this.#access.claim();
    const prompt = await readInput(input, opened);
    emit({ type: 'thread.started', thread_id: opened.session.header.threadId });
    const request: TurnRequest = {
      turnId: opened.ports.ids.uuid(),
      goal: { kind: 'answer', prompt },
      limits,
      warnings: this.#warned ? [] : opened.settings.warnings,
      deltas: options.deltas === true ? 'reported' : 'dropped',
      diffs: options.diffs === true ? 'shown' : 'left-out',
      ...(outputSchema === undefined ? {} : { outputSchema }),
    };
    this.#warned = true;
    const report = await this.#perform(opened, request, {
      emit,
      room: (aborted) => events.room(aborted),
      crowded: () => events.full,
    });
    announceOutcome(opened, { request, report, emit });
  }

  async #runCompaction(): Promise<Compaction & TurnReport> {
    const opened = await this.#access.claim();
    const { session, ports } = opened;
    if (session.history.length === 0) {
      await session.release();
      throw new CodexError('invalid-input', 'there is nothing to compact yet; run a turn first');
    }
    const tokensBefore = session.contextTokens;
    const turnId = ports.ids.uuid();
    const silence = { warnings: [], deltas: 'dropped', diffs: 'left-out' } as const;
    const request: TurnRequest = { turnId, goal: { kind: 'compaction' }, limits: {}, ...silence };
    return { tokensBefore, ...(await this.#perform(opened, request, silentOutlet)) };
  }

  async #perform(opened: OpenThread, request: TurnRequest, outlet: EventOutlet): Promise<TurnReport> {
    try {
      const { signal } = this.#interruption;
      this.#report = await runTurn(opened, request, { ...outlet, signal, started: (turn) => this.#begin(turn) });
      return this.#report;
    } finally {
      this.#running = undefined;
      await opened.session.release();
    }
  }

  /** An interruption that came before the turn could be interrupted takes effect at once. */
  #begin(turn: RunningTurn): void {
    this.#running = turn;
    if (this.#interruption.signal.aborted) turn.interrupt();
  }

  #requireOpen(): void {
    if (this.#closed) throw new CodexError('closed', 'this thread was closed; resume it to go on');
  }

  /** For the time of one turn. */
  #interruptOn(signal: AbortSignal | undefined): Disposable {
    const stop = (): void => this.interrupt();
    this.#interruption = new AbortController();
    this.#report = undefined;
    signal?.addEventListener('abort', stop, { once: true });
    return { [Symbol.dispose]: () => signal?.removeEventListener('abort', stop) };
  }
}

/** Whether an event tells of something that the session keeps. */
function isFinished(event: DetailedThreadEvent): boolean {
  return event.type === 'item.completed' && event.item.type !== 'error';
}

/** About how many bytes an event keeps while it waits to be read. */
function weightOf(event: DetailedThreadEvent): number {
  if (event.type === 'item.delta') return 128 + 2 * event.delta.length;
  const output = event.type === 'item.completed' && event.item.type === 'command_execution';
  return 128 + (output ? 2 * event.item.aggregated_output.length : 0);
}

const silentOutlet: EventOutlet = { emit: nothing, room: nothing, crowded: () => false };

function nothing(): undefined {
  // Nobody wants to know.
  return undefined;
}
