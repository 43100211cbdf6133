import type { ThreadHeader, ThreadRecord } from '../../domain/conversation/thread-record.js';
import type { TokenUsage } from '../../domain/conversation/token-usage.js';
import { wellFormedJson } from '../../domain/conversation/well-formed-json.js';
import type { JsonObject } from '../../domain/tools/tool-definition.js';
import { encodeTurnContext } from './encode-turn-context.js';

/** A line that is not written yet. */
export interface SessionLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: 'session_meta' | 'response_item' | 'turn_context' | 'compacted' | 'event_msg';
  /** JSON text on one line. */
  readonly payload: string;
}

/** A line as it is stored, with its line feed. Sessions of later releases of the public Codex number their lines with `ordinal`. */
export function renderLine({ at, type, payload }: SessionLine, ordinal?: number): string {
  const number = ordinal === undefined ? '' : `,"ordinal":${ordinal}`;
  return `{"timestamp":"${new Date(at).toISOString()}"${number},"type":"${type}","payload":${payload}}\n`;
}

/** The first line of a session. */
export function encodeHeader(header: ThreadHeader): SessionLine {
  const payload: JsonObject = {
    id: header.threadId,
    timestamp: new Date(header.createdAt).toISOString(),
    cwd: header.cwd,
    originator: header.originator,
    cli_version: header.version,
    source: header.source,
    model_provider: header.modelProvider,
    base_instructions: { text: header.baseInstructions },
    ...(header.git === undefined ? {} : { git: encodeGit(header.git) }),
  };
  return { at: header.createdAt, type: 'session_meta', payload: JSON.stringify(payload) };
}

/**
 * A record as lines of a session.
 *
 * @param now milliseconds since the epoch, for records that know no moment of their own
 */
export function encodeRecord(record: ThreadRecord, now: number): readonly SessionLine[] {
  switch (record.kind) {
    case 'item':
      return [{ at: now, type: 'response_item', payload: onOneLine(record.entry.json) }];
    case 'call-output':
      return [{ at: now, type: 'event_msg', payload: encodeRawItem(record.entry.json) }];
    case 'turn-context':
      return [{ at: now, type: 'turn_context', payload: JSON.stringify(encodeTurnContext(record.context)) }];
    case 'compacted':
      return [
        { at: now, type: 'compacted', payload: encodeCompacted(record) },
        event(now, { type: 'context_compacted' }),
      ];
    case 'user-message':
    case 'agent-message':
    case 'agent-reasoning':
    case 'token-count':
      return [event(now, encodeEvent(record))];
    case 'turn-started':
    case 'turn-completed':
    case 'turn-aborted':
      // The event itself holds whole seconds only; the line's own time keeps the milliseconds.
      return [event(record.at, encodeTurnMark(record))];
  }
}

/** An event that the public Codex knows and makes no history of, so that an output that waits for its place is not sent twice. */
function encodeRawItem(json: string): string {
  return `{"type":"raw_response_item","item":${onOneLine(json)}}`;
}

type EventRecord = Extract<
  ThreadRecord,
  { kind: 'user-message' | 'agent-message' | 'agent-reasoning' | 'token-count' }
>;

function encodeEvent(record: EventRecord): JsonObject {
  switch (record.kind) {
    case 'user-message':
      return {
        type: 'user_message',
        message: record.text,
        images: record.images,
        local_images: record.localImages,
        text_elements: [],
      };
    case 'agent-message':
      return { type: 'agent_message', message: record.text, phase: record.phase ?? null, memory_citation: null };
    case 'agent-reasoning':
      return { type: 'agent_reasoning', text: record.text };
    case 'token-count':
      return {
        type: 'token_count',
        info: {
          total_token_usage: encodeUsage(record.total),
          last_token_usage: encodeUsage(record.last),
          model_context_window: record.contextWindow ?? null,
        },
        rate_limits: null,
      };
  }
}

type TurnMark = Extract<ThreadRecord, { kind: 'turn-started' | 'turn-completed' | 'turn-aborted' }>;

function encodeTurnMark(record: TurnMark): JsonObject {
  const { turnId, at } = record;
  switch (record.kind) {
    case 'turn-started':
      return {
        type: 'task_started',
        turn_id: turnId,
        started_at: seconds(at),
        model_context_window: record.contextWindow ?? null,
        collaboration_mode_kind: 'default',
      };
    case 'turn-completed':
      return {
        type: 'task_complete',
        turn_id: turnId,
        last_agent_message: record.lastAgentMessage ?? null,
        completed_at: seconds(at),
        duration_ms: Math.round(record.durationMs),
        time_to_first_token_ms: record.timeToFirstTokenMs ?? null,
      };
    case 'turn-aborted':
      return {
        type: 'turn_aborted',
        turn_id: turnId,
        reason: record.reason,
        completed_at: seconds(at),
        duration_ms: Math.round(record.durationMs),
      };
  }
}

function encodeCompacted({ message, replacement }: Extract<ThreadRecord, { kind: 'compacted' }>): string {
  const items = replacement.map((entry) => onOneLine(entry.json)).join(',');
  return `{"message":${wellFormedJson(message)},"replacement_history":[${items}]}`;
}

function encodeUsage(usage: TokenUsage): JsonObject {
  return {
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    cache_write_input_tokens: usage.cacheWriteInputTokens,
    output_tokens: usage.outputTokens,
    reasoning_output_tokens: usage.reasoningOutputTokens,
    total_tokens: usage.totalTokens,
  };
}

function encodeGit(git: NonNullable<ThreadHeader['git']>): JsonObject {
  return {
    ...(git.commit === undefined ? {} : { commit_hash: git.commit }),
    ...(git.branch === undefined ? {} : { branch: git.branch }),
    ...(git.repositoryUrl === undefined ? {} : { repository_url: git.repositoryUrl }),
  };
}

function event(at: number, payload: JsonObject): SessionLine {
  return { at, type: 'event_msg', payload: wellFormedJson(payload) };
}

/** INVARIANT: a record never spans lines. Line breaks in valid JSON are white space between tokens, so removing them changes nothing. */
function onOneLine(json: string): string {
  return /[\r\n]/.test(json) ? json.replace(/[\r\n]+/g, '') : json;
}

function seconds(epochMs: number): number {
  return Math.floor(epochMs / 1000);
}
