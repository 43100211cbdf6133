import { CodexError } from '../domain/codex-error.js';
import { encodeHistoryItem } from '../domain/conversation/encode-history-item.js';
import type { ThreadEvent, Usage } from '../domain/conversation/thread-event.js';
import type { ThreadItem } from '../domain/conversation/thread-item.js';
import { userMessage } from '../domain/conversation/user-message.js';
import { describeThread, type ThreadDescription } from './session/describe-thread.js';
import type { OpenThread } from './session/open-thread.js';
import { TurnLock } from './session/turn-lock.js';
import { decodeOutputSchema } from './settings/output-schema.js';
import { type PromptInput, readInput } from './settings/read-input.js';
import type { Input, TurnOptions } from './settings/thread-options.js';
import { EventQueue } from './turn/event-queue.js';
import { announceOutcome, interruptedMessage, runTurn, type TurnRequest } from './turn/run-turn.js';
import type { TurnDriver } from './turn/turn-driver.js';

/** A completed turn. */
export interface Turn {
  /** Every item that was completed, in order. */
  readonly items: ThreadItem[];
  /** The text of the last message; empty when the agent said nothing. */
  readonly finalResponse: string;
  /** What the thread used so far; null when the turn reported nothing. */
  readonly usage: Usage | null;
}

/** What `run` resolves to; another name of {@link Turn}. */
export type RunResult = Turn;

/** A turn in progress. */
export interface StreamedTurn {
  /** Starts the turn when it is first read, and interrupts it when reading stops early. */
  readonly events: AsyncGenerator<ThreadEvent, void, void>;
}

/** What `runStreamed` resolves to; another name of {@link StreamedTurn}. */
export type RunStreamedResult = StreamedTurn;

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
  readonly #lock = new TurnLock();
  #opened: Promise<OpenThread> | undefined;
  #id: string | null;
  #driver: TurnDriver | undefined;
  #interrupted = false;
  #warned = false;
  #turn: Promise<void> | undefined;
  #closed = false;

  /** @internal Threads are made by `startThread`, `resumeThread` and `forkThread`. */
  constructor(opener: ThreadOpener, id: string | null) {
    this.#opener = opener;
    this.#id = id;
  }

  /** The thread's id; null until the first turn has started. */
  get id(): string | null {
    return this.#id;
  }

  /**
   * Runs a turn and waits for its end.
   *
   * @throws CodexError `turn-failed` when the turn fails, `turn-interrupted` after {@link interrupt}, `thread-busy` while another turn
   * runs, and the codes of a configuration that cannot be used. An `AbortError` when `options.signal` aborts.
   */
  async run(input: Input, options: TurnOptions = {}): Promise<Turn> {
    const items: ThreadItem[] = [];
    let usage: Usage | null = null;
    for await (const event of this.#stream(input, options)) {
      if (event.type === 'item.completed') items.push(event.item);
      else if (event.type === 'turn.completed') usage = event.usage;
      else if (event.type === 'turn.failed') throw this.#failure(event.error.message);
    }
    const last = items.findLast((item) => item.type === 'agent_message');
    return { items, finalResponse: last?.type === 'agent_message' ? last.text : '', usage };
  }

  /** Runs a turn and reports what happens as it happens. */
  runStreamed(input: Input, options: TurnOptions = {}): Promise<StreamedTurn> {
    return Promise.resolve({ events: this.#stream(input, options) });
  }

  /**
   * Adds to the conversation while a turn runs; the model reads it with its next request.
   *
   * @throws CodexError `invalid-input` when no turn is running.
   */
  async steer(input: Input): Promise<void> {
    const opened = await this.#opened;
    if (opened === undefined || this.#driver === undefined) {
      throw new CodexError('invalid-input', 'no turn is running that could be steered; use `run`');
    }
    const { text, images } = await readInput(input, opened);
    this.#driver?.dispatch({ type: 'steer', entries: [encodeHistoryItem(userMessage(text, images))] });
  }

  /**
   * What the thread works with: options and configuration, resolved. Opens the thread, as its first turn does.
   *
   * @throws CodexError the codes of a configuration that cannot be used, `not-a-repository`, `thread-not-found`.
   */
  async describe(): Promise<ThreadDescription> {
    const opened = await this.#open();
    if (!this.#lock.held) await opened.session.release();
    return describeThread(opened);
  }

  /** Stops the running turn, if there is one; the thread stays usable. */
  interrupt(): void {
    this.#interrupted = true;
    this.#driver?.dispatch({ type: 'interrupt' });
  }

  /**
   * Interrupts the running turn, stops the thread's commands in the background and releases its session, which can then be resumed
   * elsewhere. The thread takes no further turn. For `await using`; `close()` of the `Codex` does it for all its threads.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.interrupt();
    await this.#turn;
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.commands.close();
    await opened?.session.release();
    this.#opener.closed(this);
  }

  async *#stream(input: Input, options: TurnOptions): AsyncGenerator<ThreadEvent, void, void> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.#closed) throw new CodexError('closed', 'this thread was closed; resume it to go on');
    using _lock = this.#lock.acquire();
    const queue = new EventQueue<ThreadEvent>();
    const stop = (): void => this.interrupt();
    this.#interrupted = false;
    signal?.addEventListener('abort', stop, { once: true });
    this.#turn = this.#runTurn(input, options, (event) => queue.push(event)).then(
      () => queue.end(),
      (error: unknown) => queue.fail(error),
    );
    try {
      for await (const event of queue) {
        if (signal?.aborted === true) continue;
        yield event;
      }
      signal?.throwIfAborted();
    } finally {
      signal?.removeEventListener('abort', stop);
      this.interrupt();
      await this.#turn;
    }
  }

  async #runTurn(input: Input, options: TurnOptions, emit: (event: ThreadEvent) => void): Promise<void> {
    const outputSchema = decodeOutputSchema(options.outputSchema);
    const opened = await this.#claim();
    const prompt: PromptInput = await readInput(input, opened);
    const { threadId } = opened.session.header;
    emit({ type: 'thread.started', thread_id: threadId });
    const request: TurnRequest = {
      turnId: opened.ports.ids.uuid(),
      ...prompt,
      warnings: this.#warned ? [] : opened.settings.warnings,
      deltas: options.deltas === true ? 'reported' : 'dropped',
      ...(outputSchema === undefined ? {} : { outputSchema }),
    };
    this.#warned = true;
    try {
      const started = (driver: TurnDriver): void => this.#begin(driver);
      const outcome = await runTurn(opened, request, { emit, started });
      announceOutcome(opened, request, { outcome, emit });
    } finally {
      this.#driver = undefined;
      await opened.session.release();
    }
  }

  /** An interruption that came before the turn could be interrupted takes effect at once. */
  #begin(driver: TurnDriver): void {
    this.#driver = driver;
    if (this.#interrupted) driver.dispatch({ type: 'interrupt' });
  }

  /** A thread that could not be opened may be tried again: the cause may have been mended. */
  async #open(): Promise<OpenThread> {
    this.#opened ??= this.#opener.open();
    try {
      const opened = await this.#opened;
      this.#id = opened.session.header.threadId;
      return opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  /** The thread, ready to be written to. When somebody else went on with it meanwhile, it is read again. */
  async #claim(): Promise<OpenThread> {
    const opened = await this.#open();
    if ((await opened.session.claim()) === 'current') return opened;
    const { commands, desk, session } = opened;
    this.#opened = this.#opener.open(session.header.threadId).then((reopened) => ({ ...reopened, commands, desk }));
    return this.#open();
  }

  #failure(message: string): CodexError {
    return new CodexError(message === interruptedMessage ? 'turn-interrupted' : 'turn-failed', message);
  }
}
