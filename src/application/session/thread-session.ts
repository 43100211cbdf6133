import type { ReplacementHistory } from '../../domain/conversation/compaction/replacement-history.js';
import type { TurnSurroundings } from '../../domain/conversation/context/context-messages.js';
import { estimateContextTokens } from '../../domain/conversation/context-size.js';
import type { HistoryEntry } from '../../domain/conversation/history-item.js';
import { sessionNote } from '../../domain/conversation/project-item.js';
import type { ThreadHeader, ThreadRecord } from '../../domain/conversation/thread-record.js';
import type { TokenUsage } from '../../domain/conversation/token-usage.js';
import type { Spending } from '../../domain/turn/spending-limit.js';
import type { SessionMark, ThreadStore, ThreadWriter } from '../../ports/thread-store.js';
import { emptyTally, type SessionTally, tallyCalls, tallyNote, tallyUsage } from './session-tally.js';
import { SpokenSoFar } from './spoken-so-far.js';

/** What a session starts from: nothing, or what was read back. */
export interface SessionStart {
  readonly header: ThreadHeader;
  readonly writer: ThreadWriter;
  /** Where the session is kept. */
  readonly store: Pick<ThreadStore, 'reclaim'>;
  /** Empty when absent. */
  readonly history?: readonly HistoryEntry[];
  /** Of a thread in which nothing happened when absent. */
  readonly tally?: SessionTally;
}

/** A thread in memory: its history, what it used, and where it is written. */
export class ThreadSession {
  readonly header: ThreadHeader;
  /** What the model was last told about its surroundings. */
  surroundings: TurnSurroundings | undefined;
  readonly #store: Pick<ThreadStore, 'reclaim'>;
  #writer: ThreadWriter;
  /** Where the session ended, while nobody here writes to it. */
  #mark: SessionMark | undefined;
  #releasing: Promise<void> | undefined;
  #history: HistoryEntry[];
  #tally: SessionTally;
  #spoken: SpokenSoFar;
  /** How many entries of the history the tally's context contains. The others are sized when somebody asks: most are counted before. */
  #counted: number;

  constructor(start: SessionStart) {
    this.header = start.header;
    this.#store = start.store;
    this.#writer = start.writer;
    this.#history = [...(start.history ?? [])];
    this.#spoken = new SpokenSoFar(this.#history);
    this.#tally = start.tally ?? emptyTally;
    this.#counted = this.#history.length;
  }

  /** Oldest first. The same growing list until it is replaced: read it, do not keep it. */
  get history(): readonly HistoryEntry[] {
    return this.#history;
  }

  /** What tells, now or later, what the user said until now, as far as the history still has it, oldest first. */
  spokenUntilNow(): () => readonly string[] {
    const spoken = this.#spoken;
    const { length } = this.#history;
    return () => spoken.within(length);
  }

  /** Everything the thread used, previous processes included. */
  get usage(): TokenUsage {
    return this.#tally.usage;
  }

  /** The size of the history in tokens, as the provider counted it last, with an estimate of what was added since. */
  get contextTokens(): number {
    if (this.#counted < this.#history.length) {
      const added = estimateContextTokens(this.#history.slice(this.#counted));
      this.#setContext(this.#tally.contextTokens + added);
    }
    return this.#tally.contextTokens;
  }

  /** What all turns so far have used up, previous processes included. */
  get spent(): Spending {
    const { usage, toolCalls, wallClockMs } = this.#tally;
    return { tokens: usage.totalTokens, toolCalls, wallClockMs };
  }

  /** Where the session is kept, for people. */
  get location(): string | undefined {
    return this.#writer.location;
  }

  /** Appends to the history and to the session. */
  record(entries: readonly HistoryEntry[]): void {
    this.#append(entries);
    this.#tally = tallyCalls(this.#tally, entries);
  }

  /** Begins with the history of another session, whose context was counted already. Its calls count for the other one. */
  copy(entries: readonly HistoryEntry[], contextTokens: number): void {
    this.#append(entries);
    this.#tally = emptyTally;
    this.#setContext(contextTokens);
  }

  /** Puts other entries in the place of the history so far. */
  replace({ message, entries }: ReplacementHistory): void {
    this.#history = [...entries];
    this.#spoken = new SpokenSoFar(this.#history);
    this.#writer.append([{ kind: 'compacted', message, replacement: entries }]);
    this.#setContext(0);
    this.#counted = 0;
  }

  /** Notes something that is not part of the history. */
  note(record: ThreadRecord): void {
    this.#writer.append([record]);
    this.#tally = tallyNote(this.#tally, record);
  }

  /** Notes what a response used. */
  count(last: TokenUsage, contextWindow: number): void {
    this.#tally = tallyUsage(this.#tally, last);
    this.#counted = this.#history.length;
    this.note({ kind: 'token-count', total: this.#tally.usage, last, contextWindow });
  }

  /** Takes the context for full, because the provider refused it. */
  fillContext(tokens: number): void {
    this.#setContext(Math.max(tokens, this.contextTokens));
  }

  /** Settles when everything so far is in the session. */
  flush(): Promise<void> {
    // A writer that was closed has written everything, or says so with every answer.
    return this.#releasing ?? this.#writer.flush();
  }

  /** Lets others write to the session, here or in another process, until it is claimed again. */
  release(): Promise<void> {
    this.#releasing ??= this.#writer.close().then((mark) => {
      this.#mark = mark;
    });
    return this.#releasing;
  }

  /**
   * Takes the session again after a release. `outdated` when somebody else went on with it, or its end could not be written: it has to
   * be read again then.
   *
   * @throws CodexError `thread-busy` while somebody else writes to it.
   */
  async claim(): Promise<'current' | 'outdated'> {
    const failed = await this.#releasing?.then(
      () => false,
      () => true,
    );
    if (failed === true) return 'outdated';
    if (this.#mark === undefined) return 'current';
    const writer = await this.#store.reclaim(this.#mark);
    if (writer === undefined) return 'outdated';
    this.#writer = writer;
    this.#mark = undefined;
    this.#releasing = undefined;
    return 'current';
  }

  #setContext(contextTokens: number): void {
    this.#tally = { ...this.#tally, contextTokens };
    this.#counted = this.#history.length;
  }

  #append(entries: readonly HistoryEntry[]): void {
    for (const entry of entries) {
      this.#history.push(entry);
      const note = sessionNote(entry.item);
      this.#writer.append(note === undefined ? [{ kind: 'item', entry }] : [note, { kind: 'item', entry }]);
    }
  }
}
