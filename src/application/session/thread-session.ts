import type { TurnSurroundings } from '../../domain/conversation/context/context-messages.js';
import type { HistoryEntry } from '../../domain/conversation/history-item.js';
import { sessionNote } from '../../domain/conversation/project-item.js';
import type { ThreadHeader, ThreadRecord } from '../../domain/conversation/thread-record.js';
import { addUsage, noUsage, type TokenUsage } from '../../domain/conversation/token-usage.js';
import type { SessionMark, ThreadStore, ThreadWriter } from '../../ports/thread-store.js';

/** What a session starts from: nothing, or what was read back. */
export interface SessionStart {
  readonly header: ThreadHeader;
  readonly writer: ThreadWriter;
  /** Where the session is kept. */
  readonly store: Pick<ThreadStore, 'reclaim'>;
  readonly history: readonly HistoryEntry[];
  readonly usage: TokenUsage;
  /** What the model was last told about its surroundings. */
  readonly surroundings?: TurnSurroundings;
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
  readonly #history: HistoryEntry[];
  #usage: TokenUsage;

  constructor(start: SessionStart) {
    this.header = start.header;
    this.surroundings = start.surroundings;
    this.#store = start.store;
    this.#writer = start.writer;
    this.#history = [...start.history];
    this.#usage = start.usage;
  }

  /** Oldest first. The same growing list every time: read it, do not keep it. */
  get history(): readonly HistoryEntry[] {
    return this.#history;
  }

  /** Everything the thread used, previous processes included. */
  get usage(): TokenUsage {
    return this.#usage;
  }

  /** Where the session is kept, for people. */
  get location(): string | undefined {
    return this.#writer.location;
  }

  /** Appends to the history and to the session. */
  record(entries: readonly HistoryEntry[]): void {
    for (const entry of entries) {
      this.#history.push(entry);
      const note = sessionNote(entry.item);
      this.#writer.append(note === undefined ? [{ kind: 'item', entry }] : [note, { kind: 'item', entry }]);
    }
  }

  /** Notes something that is not part of the history. */
  note(record: ThreadRecord): void {
    this.#writer.append([record]);
  }

  count(last: TokenUsage, contextWindow: number | undefined): void {
    this.#usage = addUsage(this.#usage, last);
    const window = contextWindow === undefined ? {} : { contextWindow };
    this.note({ kind: 'token-count', total: this.#usage, last, ...window });
  }

  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** Lets others write to the session, here or in another process, until it is claimed again. */
  release(): Promise<void> {
    this.#releasing ??= this.#writer.close().then((mark) => {
      this.#mark = mark;
    });
    return this.#releasing;
  }

  /**
   * Takes the session again after a release. `outdated` when somebody else went on with it: it has to be read again then.
   *
   * @throws CodexError `thread-busy` while somebody else writes to it.
   */
  async claim(): Promise<'current' | 'outdated'> {
    await this.#releasing;
    if (this.#mark === undefined) return 'current';
    const writer = await this.#store.reclaim(this.#mark);
    if (writer === undefined) return 'outdated';
    this.#writer = writer;
    this.#mark = undefined;
    this.#releasing = undefined;
    return 'current';
  }
}

/** The history and the usage that a list of records amounts to. */
export function replayRecords(records: readonly ThreadRecord[]): {
  readonly history: readonly HistoryEntry[];
  readonly usage: TokenUsage;
} {
  let history: HistoryEntry[] = [];
  let usage = noUsage;
  for (const record of records) {
    if (record.kind === 'item') history.push(record.entry);
    else if (record.kind === 'compacted') history = [...record.replacement];
    else if (record.kind === 'token-count') usage = record.total;
  }
  return { history, usage };
}
