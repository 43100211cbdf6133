import { describe, expect, it } from 'vitest';
import type { DetailedThreadEvent } from '../../../../src/domain/conversation/thread-event.js';
import type { ThreadItem } from '../../../../src/domain/conversation/thread-item.js';
import { codexEvents } from '../../../../src/domain/mcp/serve/codex-events.js';

const context = { turnId: '3', threadId: 't', cwd: '/w', lastMessage: 'Done.' };
const origin = { call_id: 'item_0', turn_id: '3' };
const command = {
  command: ['/bin/sh', '-c', 'a b'],
  cwd: '/w',
  parsed_cmd: [{ type: 'unknown', cmd: 'a b' }],
  source: 'agent',
};
const run = { id: 'item_0', type: 'command_execution', command: "/bin/sh -c 'a b'", aggregated_output: 'x' } as const;
const patch = {
  id: 'item_0',
  type: 'file_change',
  changes: [
    { path: '/w/a', kind: 'add' },
    { path: '/w/b', kind: 'update', diff: '@@' },
    { path: '/w/c', kind: 'delete' },
  ],
} satisfies Partial<ThreadItem>;
const changes = {
  '/w/a': { type: 'add', content: '' },
  '/w/b': { type: 'update', unified_diff: '@@', move_path: null },
  '/w/c': { type: 'delete', content: '' },
};
const call = { id: 'item_0', type: 'mcp_tool_call', server: 's', tool: 't', arguments: { a: 1 } } as const;
const invocation = { server: 's', tool: 't', arguments: { a: 1 } };
const plan = {
  id: 'item_0',
  type: 'todo_list',
  items: [
    { text: 'one', completed: true },
    { text: 'two', completed: false },
  ],
} satisfies ThreadItem;
const planUpdate = {
  type: 'plan_update',
  explanation: null,
  plan: [
    { step: 'one', status: 'completed' },
    { step: 'two', status: 'pending' },
  ],
};

describe('codexEvents', () => {
  it.each<[DetailedThreadEvent, readonly object[]]>([
    [{ type: 'thread.started', thread_id: 't' }, []],
    [{ type: 'turn.started' }, [{ type: 'task_started', turn_id: '3', model_context_window: null }]],
    [
      { type: 'item.started', item: { ...run, status: 'in_progress' } },
      [{ type: 'exec_command_begin', ...origin, ...command }],
    ],
    [
      { type: 'item.completed', item: { ...run, exit_code: 2, status: 'failed' } },
      [
        {
          type: 'exec_command_end',
          ...origin,
          ...command,
          stdout: 'x',
          stderr: '',
          aggregated_output: 'x',
          exit_code: 2,
          formatted_output: 'x',
        },
      ],
    ],
    [
      { type: 'item.started', item: { ...patch, status: 'in_progress' } },
      [{ type: 'patch_apply_begin', ...origin, auto_approved: true, changes }],
    ],
    [
      { type: 'item.completed', item: { ...patch, status: 'failed' } },
      [{ type: 'patch_apply_end', ...origin, stdout: '', stderr: '', success: false, changes }],
    ],
    [
      { type: 'item.started', item: { ...call, status: 'in_progress' } },
      [{ type: 'mcp_tool_call_begin', call_id: 'item_0', invocation }],
    ],
    [
      {
        type: 'item.completed',
        item: { ...call, status: 'failed', result: { content: [1], structured_content: null } },
      },
      [
        {
          type: 'mcp_tool_call_end',
          call_id: 'item_0',
          invocation,
          result: { Ok: { content: [1], structuredContent: null, isError: true } },
        },
      ],
    ],
    [
      { type: 'item.completed', item: { ...call, status: 'failed', result: null, error: { message: 'no' } } },
      [{ type: 'mcp_tool_call_end', call_id: 'item_0', invocation, result: { Err: 'no' } }],
    ],
    [
      { type: 'item.completed', item: { id: 'item_0', type: 'reasoning', text: 'hm' } },
      [{ type: 'agent_reasoning', text: 'hm' }],
    ],
    [
      { type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text: 'hi' } },
      [{ type: 'agent_message', message: 'hi', phase: null }],
    ],
    [
      { type: 'item.started', item: { id: 'item_0', type: 'web_search', query: '' } },
      [{ type: 'web_search_begin', call_id: 'item_0' }],
    ],
    [
      { type: 'item.completed', item: { id: 'item_0', type: 'web_search', query: 'q' } },
      [{ type: 'web_search_end', call_id: 'item_0', query: 'q' }],
    ],
    [
      { type: 'item.completed', item: { id: 'item_0', type: 'error', message: 'careful' } },
      [{ type: 'warning', message: 'careful' }],
    ],
    [{ type: 'item.started', item: plan }, [planUpdate]],
    [{ type: 'item.updated', item: plan }, [planUpdate]],
    [{ type: 'item.completed', item: plan }, []],
    [
      { type: 'item.delta', item_id: 'item_0', item_type: 'agent_message', delta: 'h' },
      [{ type: 'agent_message_content_delta', thread_id: 't', turn_id: '3', item_id: 'item_0', delta: 'h' }],
    ],
    [
      { type: 'item.delta', item_id: 'item_0', item_type: 'reasoning', delta: 'h' },
      [
        {
          type: 'reasoning_content_delta',
          thread_id: 't',
          turn_id: '3',
          item_id: 'item_0',
          delta: 'h',
          summary_index: 0,
        },
      ],
    ],
    [
      { type: 'item.delta', item_id: 'item_0', item_type: 'command_execution', delta: 'é€🙂\ud800' },
      [
        {
          type: 'exec_command_output_delta',
          call_id: 'item_0',
          stream: 'stdout',
          chunk: Buffer.from('é€🙂\ufffd').toString('base64'),
        },
      ],
    ],
    [{ type: 'error', message: 'again' }, [{ type: 'stream_error', message: 'again', codex_error_info: null }]],
    [{ type: 'turn.failed', error: { message: 'no' } }, [{ type: 'error', message: 'no', codex_error_info: null }]],
  ])('translates %j', (event, expected) => {
    expect(codexEvents(event, context)).toEqual(expected);
  });

  it('ends a turn with what was used and said last', () => {
    const usage = {
      input_tokens: 10,
      cached_input_tokens: 4,
      cache_write_input_tokens: 0,
      output_tokens: 5,
      reasoning_output_tokens: 2,
    };
    const total = {
      input_tokens: 10,
      cached_input_tokens: 4,
      output_tokens: 5,
      reasoning_output_tokens: 2,
      total_tokens: 15,
    };
    expect(codexEvents({ type: 'turn.completed', usage }, context)).toEqual([
      {
        type: 'token_count',
        info: { total_token_usage: total, last_token_usage: total, model_context_window: null },
        rate_limits: null,
      },
      { type: 'task_complete', turn_id: '3', last_agent_message: 'Done.' },
    ]);
  });
});
