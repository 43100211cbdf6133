import { describeCommand } from '../../commands/describe-command.js';
import { base64 } from '../../conversation/base64.js';
import type { DetailedThreadEvent, Usage } from '../../conversation/thread-event.js';
import type { FileUpdateChange, ThreadItem } from '../../conversation/thread-item.js';
import { parsedCommand } from './parsed-command.js';
import { splitCommandLine } from './split-command-line.js';

/** A message of the older event stream, as programs that drive the agent over MCP read it. */
export type CodexEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

/** What an event of that stream says about where it comes from. */
export interface CodexEventContext {
  readonly turnId: string;
  readonly threadId: string;
  readonly cwd: string;
  /** What the agent said last in this turn. */
  readonly lastMessage: string | null;
}

/** Translates an event of a turn into the messages of the older stream; some have none. */
export function codexEvents(event: DetailedThreadEvent, context: CodexEventContext): readonly CodexEvent[] {
  switch (event.type) {
    case 'turn.started':
      return [{ type: 'task_started', turn_id: context.turnId, model_context_window: null }];
    case 'item.started':
      return startedItem(event.item, context);
    case 'item.updated':
      return event.item.type === 'todo_list' ? [planUpdate(event.item)] : [];
    case 'item.completed':
      return completedItem(event.item, context);
    case 'item.delta':
      return delta(event, context);
    case 'error':
      return [{ type: 'stream_error', message: event.message, codex_error_info: null }];
    case 'turn.failed':
      return [{ type: 'error', message: event.error.message, codex_error_info: null }];
    case 'turn.completed':
      return [
        tokenCount(event.usage),
        { type: 'task_complete', turn_id: context.turnId, last_agent_message: context.lastMessage },
      ];
    default:
      return [];
  }
}

function delta(
  { item_id, item_type, delta: piece }: Extract<DetailedThreadEvent, { type: 'item.delta' }>,
  { threadId, turnId }: CodexEventContext,
): readonly CodexEvent[] {
  switch (item_type) {
    case 'agent_message':
      return [{ type: 'agent_message_content_delta', thread_id: threadId, turn_id: turnId, item_id, delta: piece }];
    case 'reasoning':
      return [
        {
          type: 'reasoning_content_delta',
          thread_id: threadId,
          turn_id: turnId,
          item_id,
          delta: piece,
          summary_index: 0,
        },
      ];
    case 'command_execution':
      return [{ type: 'exec_command_output_delta', call_id: item_id, stream: 'stdout', chunk: base64(utf8(piece)) }];
  }
}

function startedItem(item: ThreadItem, context: CodexEventContext): readonly CodexEvent[] {
  const origin = { call_id: item.id, turn_id: context.turnId };
  switch (item.type) {
    case 'command_execution':
      return [{ type: 'exec_command_begin', ...origin, ...commandOf(item, context) }];
    case 'file_change':
      return [{ type: 'patch_apply_begin', ...origin, auto_approved: true, changes: fileChanges(item.changes) }];
    case 'mcp_tool_call':
      return [{ type: 'mcp_tool_call_begin', call_id: item.id, invocation: invocationOf(item) }];
    case 'web_search':
      return [{ type: 'web_search_begin', call_id: item.id }];
    case 'todo_list':
      return [planUpdate(item)];
    default:
      return [];
  }
}

function completedItem(item: ThreadItem, context: CodexEventContext): readonly CodexEvent[] {
  const origin = { call_id: item.id, turn_id: context.turnId };
  switch (item.type) {
    case 'agent_message':
      return [{ type: 'agent_message', message: item.text, phase: null }];
    case 'reasoning':
      return [{ type: 'agent_reasoning', text: item.text }];
    case 'command_execution':
      return [{ type: 'exec_command_end', ...origin, ...commandOf(item, context), ...commandEnd(item) }];
    case 'file_change':
      return [
        {
          type: 'patch_apply_end',
          ...origin,
          stdout: '',
          stderr: '',
          success: item.status === 'completed',
          changes: fileChanges(item.changes),
        },
      ];
    case 'mcp_tool_call':
      return [
        { type: 'mcp_tool_call_end', call_id: item.id, invocation: invocationOf(item), result: toolResult(item) },
      ];
    case 'web_search':
      return [{ type: 'web_search_end', call_id: item.id, query: item.query }];
    case 'error':
      return [{ type: 'warning', message: item.message }];
    default:
      return [];
  }
}

type Item<Type extends ThreadItem['type']> = Extract<ThreadItem, { type: Type }>;

function commandOf(
  { command }: Item<'command_execution'>,
  { cwd }: CodexEventContext,
): Readonly<Record<string, unknown>> {
  const argv = splitCommandLine(command);
  return { command: argv, cwd, parsed_cmd: parsedCommand(describeCommand(argv)), source: 'agent' };
}

function commandEnd({ aggregated_output, exit_code }: Item<'command_execution'>): Readonly<Record<string, unknown>> {
  return {
    stdout: aggregated_output,
    stderr: '',
    aggregated_output,
    exit_code: exit_code ?? -1,
    formatted_output: aggregated_output,
  };
}

function invocationOf({ server, tool, arguments: values }: Item<'mcp_tool_call'>): Readonly<Record<string, unknown>> {
  return { server, tool, arguments: values };
}

function toolResult({ result, error, status }: Item<'mcp_tool_call'>): Readonly<Record<string, unknown>> {
  if (!result) return { Err: error?.message ?? '' };
  return {
    Ok: { content: result.content, structuredContent: result.structured_content, isError: status === 'failed' },
  };
}

function planUpdate({ items }: Item<'todo_list'>): CodexEvent {
  const plan = items.map(({ text, completed }) => ({ step: text, status: completed ? 'completed' : 'pending' }));
  return { type: 'plan_update', explanation: null, plan };
}

/** The changes of a patch by path, as approvals and events show them. */
export function fileChanges(changes: readonly FileUpdateChange[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(changes.map((change) => [change.path, fileChange(change)]));
}

function fileChange({ kind, diff = '' }: FileUpdateChange): Readonly<Record<string, unknown>> {
  return kind === 'update' ? { type: 'update', unified_diff: diff, move_path: null } : { type: kind, content: diff };
}

function tokenCount(usage: Usage): CodexEvent {
  const total = {
    input_tokens: usage.input_tokens,
    cached_input_tokens: usage.cached_input_tokens,
    output_tokens: usage.output_tokens,
    reasoning_output_tokens: usage.reasoning_output_tokens,
    total_tokens: usage.input_tokens + usage.output_tokens,
  };
  return {
    type: 'token_count',
    info: { total_token_usage: total, last_token_usage: total, model_context_window: null },
    rate_limits: null,
  };
}

/** The UTF-8 bytes of a text; unpaired surrogates become replacement characters. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const point = code >= 0xd800 && code < 0xe000 ? 0xfffd : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x1_0000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return Uint8Array.from(bytes);
}
