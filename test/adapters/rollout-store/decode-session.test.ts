import { describe, expect, it } from 'vitest';
import { SessionDecoder } from '../../../src/adapters/rollout-store/decode-session.js';
import type { ThreadRecord } from '../../../src/domain/conversation/thread-record.js';
import { readOnlyProfile, workspaceWriteProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import { plainRecords } from '../../../src/testing/thread-samples.js';
import { absolute, noon } from './temporary-home.js';

const threadId = '01a1f861-0b4b-7ea1-b126-53e5ea5482fc';
const stamp = '2026-11-20T12:00:00.375Z';

/** A line in the form of 0.131. */
function line(type: string, payload: unknown, extra: object = {}): string {
  return JSON.stringify({ timestamp: stamp, ...extra, type, payload });
}

function event(payload: object): string {
  return line('event_msg', payload);
}

function decode(...lines: readonly string[]): SessionDecoder {
  const decoder = new SessionDecoder();
  for (const text of lines) decoder.decodeLine(text);
  return decoder;
}

const message = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
const messageRecord = (text: string): ThreadRecord => ({
  kind: 'item',
  entry: {
    item: { kind: 'message', role: 'user', content: [{ kind: 'input-text', text }] },
    json: JSON.stringify(message(text)),
  },
});
const usage = {
  input_tokens: 100,
  cached_input_tokens: 10,
  output_tokens: 20,
  reasoning_output_tokens: 5,
  total_tokens: 120,
};
const countedUsage = {
  inputTokens: 100,
  cachedInputTokens: 10,
  cacheWriteInputTokens: 0,
  outputTokens: 20,
  reasoningOutputTokens: 5,
  totalTokens: 120,
};

describe('the head of a session', () => {
  const payload = {
    id: threadId,
    timestamp: '2026-11-20T12:00:00.000Z',
    cwd: '/work',
    originator: 'codex_exec',
    cli_version: '0.131.0',
    source: 'exec',
    model_provider: 'mock',
    base_instructions: { text: 'Be brief.' },
    git: {},
  };
  const header = {
    threadId,
    createdAt: noon,
    cwd: absolute('/work'),
    originator: 'codex_exec',
    version: '0.131.0',
    source: 'exec',
    modelProvider: 'mock',
    baseInstructions: 'Be brief.',
  };

  it.each<[string, object, object]>([
    ['in its usual form', payload, header],
    [
      'with a commit',
      { ...payload, git: { commit_hash: 'abc', branch: 'main', repository_url: 'u' } },
      { ...header, git: { commit: 'abc', branch: 'main', repositoryUrl: 'u' } },
    ],
    [
      'without what early releases did not write',
      {
        id: threadId,
        timestamp: '2026-11-20T12:00:00.000Z',
        cwd: '/work',
        base_instructions: null,
        source: { subagent: 'x' },
      },
      { ...header, originator: '', version: '', source: 'unknown', modelProvider: '', baseInstructions: '' },
    ],
    ['of another system', { ...payload, cwd: 'C:\\work' }, { ...header, cwd: 'C:\\work' }],
  ])('is read %s', (_, wire, expected) => {
    expect(decode(line('session_meta', wire)).header).toEqual(expected);
  });

  it.each([
    ['an id that is none', { ...payload, id: '../../x' }],
    ['no id', { ...payload, id: undefined }],
    ['a relative directory', { ...payload, cwd: 'work' }],
    ['no time', { ...payload, timestamp: 'yesterday' }],
  ])('is refused with %s', (_, wire) => {
    expect(decode(line('session_meta', wire)).header).toBeUndefined();
  });

  it('is the first one, not that of a thread it was forked from', () => {
    const other = { ...payload, id: threadId.replace('01', '02') };
    expect(decode(line('session_meta', payload), line('session_meta', other)).header).toEqual(header);
  });
});

describe('an item', () => {
  it.each<[string, string, readonly ThreadRecord[]]>([
    ['of 0.131', line('response_item', message('a')), [messageRecord('a')]],
    [
      'of later releases, without its id and its notes',
      line(
        'response_item',
        { ...message('a'), id: 'msg_1', internal_chat_message_metadata_passthrough: { turn_id: 't' } },
        { ordinal: 7 },
      ).replace(/\}$/, ',"metadata":{"client_authored":false}}'),
      [messageRecord('a')],
    ],
    [
      'that later releases added to an early session',
      line('response_item', { ...message('a'), internal_chat_message_metadata_passthrough: {} }),
      [messageRecord('a')],
    ],
    [
      'with members in another order and spaces',
      ` { "payload" : ${JSON.stringify(message('a'))} , "type":"response_item"}`,
      [messageRecord('a')],
    ],
    [
      'spelled in ways that a parser would change',
      `{"timestamp":"${stamp}","type":"response_item","payload":{"type":"web_search_call","n":1e2,"big":12345678901234567890}}`,
      [
        {
          kind: 'item',
          entry: {
            item: { kind: 'opaque', json: '{"type":"web_search_call","n":1e2,"big":12345678901234567890}' },
            json: '{"type":"web_search_call","n":1e2,"big":12345678901234567890}',
          },
        },
      ],
    ],
    ['that no model reads', line('response_item', { type: 'ghost_snapshot', ghost_commit: {} }), []],
    ['without a type', line('response_item', { role: 'user' }), []],
    ['that is no object', line('response_item', 'x'), []],
    ['that lacks what its type needs', line('response_item', { type: 'function_call', name: 'x' }), []],
    [
      'that reaches beyond its place',
      `{"timestamp":"${stamp}","type":"response_item","payload":{"type":"message"}],"model":"other","input":[{}}`,
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(plainRecords(decode(text).records)).toEqual(expected);
  });
});

describe('an event', () => {
  it.each<[string, object, ThreadRecord | undefined]>([
    [
      'the start of a turn',
      {
        type: 'task_started',
        turn_id: 't',
        started_at: 1795176000,
        model_context_window: 9,
        collaboration_mode_kind: 'default',
      },
      { kind: 'turn-started', turnId: 't', at: noon + 375, contextWindow: 9 },
    ],
    [
      'a start in another second than the line',
      { type: 'turn_started', turn_id: 't', started_at: 1795175999, model_context_window: null },
      { kind: 'turn-started', turnId: 't', at: noon - 1000 },
    ],
    ['a start without a time', { type: 'task_started' }, { kind: 'turn-started', turnId: '', at: noon + 375 }],
    [
      'the end of a turn',
      {
        type: 'task_complete',
        turn_id: 't',
        last_agent_message: 'a',
        completed_at: 1795176000,
        duration_ms: 7,
        time_to_first_token_ms: 3,
      },
      {
        kind: 'turn-completed',
        turnId: 't',
        lastAgentMessage: 'a',
        at: noon + 375,
        durationMs: 7,
        timeToFirstTokenMs: 3,
      },
    ],
    [
      'the end of a turn that said nothing',
      {
        type: 'turn_complete',
        turn_id: 't',
        last_agent_message: null,
        completed_at: 1795176000,
        duration_ms: 7,
        time_to_first_token_ms: null,
      },
      { kind: 'turn-completed', turnId: 't', at: noon + 375, durationMs: 7 },
    ],
    [
      'an interruption, whatever its reason',
      { type: 'turn_aborted', turn_id: 't', reason: 'replaced', completed_at: 1795176000, duration_ms: 2374 },
      { kind: 'turn-aborted', turnId: 't', reason: 'interrupted', at: noon + 375, durationMs: 2374 },
    ],
    [
      'a prompt',
      { type: 'user_message', message: 'a', images: null, local_images: ['/p', 3], text_elements: [] },
      { kind: 'user-message', text: 'a', images: [], localImages: ['/p'] },
    ],
    ['a message', { type: 'agent_message', message: 'a', phase: null }, { kind: 'agent-message', text: 'a' }],
    [
      'a message with a phase',
      { type: 'agent_message', message: 'a', phase: 'p' },
      { kind: 'agent-message', text: 'a', phase: 'p' },
    ],
    ['reasoning', { type: 'agent_reasoning', text: 'a' }, { kind: 'agent-reasoning', text: 'a' }],
    [
      'a count',
      {
        type: 'token_count',
        info: { total_token_usage: usage, last_token_usage: { ...usage, input_tokens: -1 }, model_context_window: 9 },
        rate_limits: {},
      },
      { kind: 'token-count', total: countedUsage, last: { ...countedUsage, inputTokens: 0 }, contextWindow: 9 },
    ],
    ['a count of nothing', { type: 'token_count', info: null, rate_limits: {} }, undefined],
    [
      'a prompt as an item of later releases',
      {
        type: 'item_completed',
        item: {
          type: 'UserMessage',
          content: [
            { type: 'text', text: 'a', text_elements: [] },
            { type: 'image', image_url: 'data:,' },
            { type: 'local_image', path: '/p' },
          ],
        },
      },
      { kind: 'user-message', text: 'a', images: ['data:,'], localImages: ['/p'] },
    ],
    [
      'a message as an item',
      {
        type: 'item_completed',
        item: {
          type: 'AgentMessage',
          content: [
            { type: 'Text', text: 'a' },
            { type: 'Text', text: 'b' },
          ],
          phase: 'p',
        },
      },
      { kind: 'agent-message', text: 'ab', phase: 'p' },
    ],
    [
      'reasoning as an item',
      { type: 'item_completed', item: { type: 'Reasoning', summary_text: ['a', 'b'], raw_content: [] } },
      { kind: 'agent-reasoning', text: 'a\n\nb' },
    ],
    [
      'reasoning that says nothing',
      { type: 'item_completed', item: { type: 'Reasoning', summary_text: [] } },
      undefined,
    ],
    [
      'a command as an item',
      { type: 'item_completed', item: { type: 'CommandExecution', command: ['ls'] } },
      undefined,
    ],
    ['an item that is none', { type: 'item_completed', item: 7 }, undefined],
    ['a message without text', { type: 'agent_message' }, undefined],
    ['an event of another kind', { type: 'thread_settings_applied', thread_settings: {} }, undefined],
  ])('%s', (_, payload, expected) => {
    expect(decode(event(payload)).records).toEqual(expected === undefined ? [] : [expected]);
  });
});

describe('the circumstances of a turn', () => {
  const readOnly = {
    type: 'managed',
    file_system: {
      type: 'restricted',
      entries: [{ path: { type: 'special', value: { kind: 'root' } }, access: 'read' }],
    },
    network: 'restricted',
  };
  const wire = {
    turn_id: 't',
    cwd: '/work',
    current_date: '2026-11-20',
    timezone: 'Etc/UTC',
    approval_policy: 'never',
    sandbox_policy: { type: 'danger-full-access' },
    permission_profile: readOnly,
    model: 'gpt-5.5',
    personality: 'pragmatic',
    realtime_active: false,
    summary: 'none',
  };
  const context = {
    turnId: 't',
    cwd: absolute('/work'),
    workspaceRoots: [absolute('/work')],
    currentDate: '2026-11-20',
    timezone: 'Etc/UTC',
    approvalPolicy: 'never',
    permissionProfile: readOnlyProfile(),
    model: 'gpt-5.5',
  };

  it.each<[string, object, object]>([
    ['of 0.131, by the profile and not by the older policy', wire, context],
    [
      'of early releases, by the older policy',
      { ...wire, permission_profile: undefined, sandbox_policy: { type: 'workspace-write' } },
      { ...context, permissionProfile: workspaceWriteProfile() },
    ],
    [
      'with everything',
      {
        ...wire,
        runtime_workspace_roots: ['/work', '/more', 'relative', 4],
        active_permission_profile: { id: ':workspace' },
        effort: 'high',
        summary: 'detailed',
      },
      {
        ...context,
        workspaceRoots: [absolute('/work'), absolute('/more')],
        permissionProfileId: ':workspace',
        reasoningEffort: 'high',
        reasoningSummary: 'detailed',
      },
    ],
    [
      'with a policy in parts',
      { ...wire, approval_policy: { granular: {} } },
      { ...context, approvalPolicy: 'granular' },
    ],
  ])('are read %s', (_, payload, expected) => {
    expect(decode(line('turn_context', payload)).records).toEqual([{ kind: 'turn-context', context: expected }]);
  });

  it.each([
    ['no directory', { ...wire, cwd: undefined }],
    ['no permissions', { ...wire, permission_profile: undefined, sandbox_policy: undefined }],
    ['forged permissions', { ...wire, permission_profile: { type: 'everything' }, sandbox_policy: { type: 'none' } }],
  ])('are passed over with %s', (_, payload) => {
    expect(decode(line('turn_context', payload)).records).toEqual([]);
  });

  it('are completed by what later releases write once', () => {
    const { current_date: _, timezone: __, ...later } = wire;
    const decoder = decode(
      line('session_meta', {
        id: threadId,
        timestamp: stamp,
        cwd: '/work',
        runtime_workspace_roots: ['/work', '/more'],
      }),
      line('world_state', {
        full: true,
        state: { environments: { current_date: '2026-11-21', timezone: 'Asia/Tokyo' } },
      }),
      line('world_state', { full: false, state: {} }),
      line('turn_context', later),
    );
    expect(decoder.records).toEqual([
      {
        kind: 'turn-context',
        context: {
          ...context,
          workspaceRoots: [absolute('/work'), absolute('/more')],
          currentDate: '2026-11-21',
          timezone: 'Asia/Tokyo',
        },
      },
    ]);
  });
});

describe('a compaction', () => {
  it('replaces the history by items that are spelled as they are', () => {
    const odd = '{"type":"web_search_call","n":1e2}';
    const text = `{"timestamp":"${stamp}","type":"compacted","payload":{"message":"m","replacement_history":[${JSON.stringify(message('a'))}, ${odd} ,{"type":"function_call"}]}}`;
    expect(plainRecords(decode(text, event({ type: 'context_compacted' })).records)).toEqual([
      {
        kind: 'compacted',
        message: 'm',
        replacement: [
          (messageRecord('a') as { entry: unknown }).entry,
          { item: { kind: 'opaque', json: odd }, json: odd },
        ],
      },
    ]);
  });

  it('that does not say by what is passed over, so that nothing is lost', () => {
    const decoder = decode(
      line('response_item', message('a')),
      line('compacted', { message: 'm', replacement_history: null }),
    );
    expect(plainRecords(decoder.records)).toEqual([messageRecord('a')]);
  });
});

describe('turns that were taken back', () => {
  const turn = (name: string) => [
    event({ type: 'task_started', turn_id: name, started_at: 1795176000 }),
    line('response_item', message(name)),
  ];
  const turnRecords = (name: string): readonly ThreadRecord[] => [
    { kind: 'turn-started', turnId: name, at: noon + 375 },
    messageRecord(name),
  ];

  it.each<[number, readonly string[]]>([
    [0, ['a', 'b', 'c']],
    [1, ['a', 'b']],
    [2, ['a']],
    [9, []],
  ])('are left out: %i of three', (count, left) => {
    const decoder = decode(
      ...turn('a'),
      ...turn('b'),
      ...turn('c'),
      event({ type: 'thread_rolled_back', num_turns: count }),
    );
    expect(plainRecords(decoder.records)).toEqual(left.flatMap(turnRecords));
  });
});

describe('damage', () => {
  it.each([
    ['nothing', ''],
    ['a torn line', line('response_item', message('a')).slice(0, -9)],
    ['a torn number', '{"timestamp":"2026-11-20T12:00:00.375Z","ordinal":1'],
    ['two lines in one', line('response_item', message('a')).slice(0, 50) + line('response_item', message('a'))],
    ['a key without a value', '{"a":{},"b"}, "c"'],
    ['no object', '[]'],
    ['no payload', '{"type":"response_item"}'],
    ['a payload that is no object', '{"type":"event_msg","payload":[]}'],
    ['an unknown type', line('token_usage_record', { usage })],
    ['binary', '\u0000\uFFFD'],
  ])('is passed over: %s', (_, text) => {
    expect(plainRecords(decode(text, line('response_item', message('after'))).records)).toEqual([
      messageRecord('after'),
    ]);
  });
});

describe('numbers of lines', () => {
  it('are counted on from the highest', () => {
    expect([
      decode(line('response_item', message('a'))).nextOrdinal,
      decode(line('world_state', {}, { ordinal: 0 }), line('world_state', {}, { ordinal: 41 }), line('x', {}))
        .nextOrdinal,
    ]).toEqual([undefined, 42]);
  });
});
