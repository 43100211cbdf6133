import type { ThreadHeader, ThreadRecord } from '../../domain/conversation/thread-record.js';
import { decodeEvent } from './decode-event.js';
import { decodeHeader } from './decode-header.js';
import { decodeItemLine, decodeItemList, decodeItemPayload, decodeKeptOutput } from './decode-item.js';
import { decodeTurnContext } from './decode-turn-context.js';
import { asCount, asFields, asText, type Fields, parseFields } from './json-fields.js';

/** The beginning of another thread's session, up to the place where this one left it. */
export interface HistoryBase {
  readonly threadId: string;
  readonly bytes: number;
}

/**
 * Makes records out of the lines of a session file, of this package or of any release of the public Codex. Lines that are damaged and
 * lines of unknown types are passed over, so that one of them does not cost the whole thread.
 */
export class SessionDecoder {
  readonly #records: ThreadRecord[] = [];
  #header: ThreadHeader | undefined;
  #base: HistoryBase | undefined;
  #nextOrdinal: number | undefined;
  /** What later releases write once instead of with every turn. */
  #surroundings: Fields = {};

  /** The head of the session; undefined while no line had a valid one. A later one, of a thread that this was forked from, is ignored. */
  get header(): ThreadHeader | undefined {
    return this.#header;
  }

  /** Where the history begins, when that is in the session of another thread. */
  get base(): HistoryBase | undefined {
    return this.#base;
  }

  /** The number that the next line has to have; undefined while no line was numbered. */
  get nextOrdinal(): number | undefined {
    return this.#nextOrdinal;
  }

  /** What the lines so far amount to, oldest first. */
  get records(): readonly ThreadRecord[] {
    return this.#records;
  }

  /** Takes the next line, without its line feed. */
  decodeLine(line: string): void {
    const entry = decodeItemLine(line);
    if (entry !== undefined) {
      this.#records.push({ kind: 'item', entry });
      return;
    }
    const fields = parseFields(line);
    const payload = asFields(fields?.payload);
    if (fields === undefined || payload === undefined) return;
    this.#count(asCount(fields.ordinal));
    const record = this.#decodePayload(line, fields, payload);
    if (record !== undefined) this.#records.push(record);
  }

  #decodePayload(line: string, fields: Fields, payload: Fields): ThreadRecord | undefined {
    switch (fields.type) {
      case 'session_meta':
        this.#begin(payload);
        return undefined;
      case 'world_state':
        this.#learn(asFields(asFields(payload.state)?.environments));
        return undefined;
      case 'response_item': {
        const entry = decodeItemPayload(line);
        return entry && { kind: 'item', entry };
      }
      case 'turn_context': {
        const context = decodeTurnContext({ ...this.#surroundings, ...payload });
        return context && { kind: 'turn-context', context };
      }
      case 'compacted':
        return decodeCompacted(line, payload);
      case 'event_msg':
        if (payload.type === 'raw_response_item') return decodeKept(line);
        if (payload.type === 'thread_rolled_back') this.#rollBack(asCount(payload.num_turns) ?? 0);
        return decodeEvent(payload, Date.parse(asText(fields.timestamp) ?? ''));
      default:
        return undefined;
    }
  }

  #begin(payload: Fields): void {
    if (this.#header !== undefined) return;
    this.#header = decodeHeader(payload);
    this.#base = decodeBase(asFields(payload.history_base));
    this.#surroundings = { runtime_workspace_roots: payload.runtime_workspace_roots };
  }

  #learn(environments: Fields | undefined): void {
    const { current_date, timezone } = { ...this.#surroundings, ...environments };
    this.#surroundings = { ...this.#surroundings, current_date, timezone };
  }

  #count(ordinal: number | undefined): void {
    if (ordinal !== undefined) this.#nextOrdinal = Math.max(this.#nextOrdinal ?? 0, ordinal + 1);
  }

  /** The file is only ever appended to, so turns that were taken back are still in it. */
  #rollBack(turns: number): void {
    for (let left = turns; left > 0; left -= 1) {
      const start = this.#records.findLastIndex((record) => record.kind === 'turn-started');
      if (start < 0) return;
      this.#records.length = start;
    }
  }
}

function decodeKept(line: string): ThreadRecord | undefined {
  const entry = decodeKeptOutput(line);
  return entry && { kind: 'call-output', entry };
}

function decodeBase(base: Fields | undefined): HistoryBase | undefined {
  const threadId = asText(base?.thread_id);
  const bytes = asCount(base?.end_byte_offset);
  return threadId === undefined || bytes === undefined ? undefined : { threadId, bytes };
}

/** A compaction that does not say what replaced the history replaced nothing: the thread then goes on with all of it. */
function decodeCompacted(line: string, payload: Fields): ThreadRecord | undefined {
  if (!Array.isArray(payload.replacement_history)) return undefined;
  return {
    kind: 'compacted',
    message: asText(payload.message) ?? '',
    replacement: decodeItemList(line, 'replacement_history'),
  };
}
