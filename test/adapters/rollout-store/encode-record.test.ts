import { describe, expect, it } from 'vitest';
import { encodeHeader, encodeRecord, renderLine } from '../../../src/adapters/rollout-store/encode-record.js';
import type { ThreadRecord, TurnContext } from '../../../src/domain/conversation/thread-record.js';
import { readOnlyProfile, workspaceWriteProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import { absolute, noon } from './temporary-home.js';

const usage = {
  inputTokens: 100,
  cachedInputTokens: 10,
  cacheWriteInputTokens: 3,
  outputTokens: 20,
  reasoningOutputTokens: 5,
  totalTokens: 120,
};
const wireUsage =
  '{"input_tokens":100,"cached_input_tokens":10,"cache_write_input_tokens":3,"output_tokens":20,"reasoning_output_tokens":5,"total_tokens":120}';
const item = { item: { kind: 'opaque', json: '{"type":"x", "n":1e2}' }, json: '{"type":"x", "n":1e2}' } as const;

function rendered(record: ThreadRecord): string {
  return encodeRecord(record, noon)
    .map((line) => renderLine(line))
    .join('');
}

function event(payload: string, time = '12:00:00.000'): string {
  return `{"timestamp":"2026-11-20T${time}Z","type":"event_msg","payload":${payload}}\n`;
}

describe('a session line', () => {
  it.each<[string, ThreadRecord, string]>([
    [
      'an item, spelled as it is',
      { kind: 'item', entry: item },
      '{"timestamp":"2026-11-20T12:00:00.000Z","type":"response_item","payload":{"type":"x", "n":1e2}}\n',
    ],
    [
      'an item that would span lines',
      { kind: 'item', entry: { ...item, json: '{\r\n"type":"x"\n}' } },
      '{"timestamp":"2026-11-20T12:00:00.000Z","type":"response_item","payload":{"type":"x"}}\n',
    ],
    [
      'an output that waits for its place',
      { kind: 'call-output', entry: { ...item, json: '{\n"type":"x"}' } },
      event('{"type":"raw_response_item","item":{"type":"x"}}'),
    ],
    [
      'the start of a turn',
      { kind: 'turn-started', turnId: 't', at: noon + 1_375, contextWindow: 9 },
      event(
        '{"type":"task_started","turn_id":"t","started_at":1795176001,"model_context_window":9,"collaboration_mode_kind":"default"}',
        '12:00:01.375',
      ),
    ],
    [
      'the start of a turn of an unknown model',
      { kind: 'turn-started', turnId: 't', at: noon },
      event(
        '{"type":"task_started","turn_id":"t","started_at":1795176000,"model_context_window":null,"collaboration_mode_kind":"default"}',
      ),
    ],
    [
      'a prompt',
      { kind: 'user-message', text: 'a "b"\n', images: ['u'], localImages: ['/p'] },
      event('{"type":"user_message","message":"a \\"b\\"\\n","images":["u"],"local_images":["/p"],"text_elements":[]}'),
    ],
    [
      'a prompt that ends in half a character',
      { kind: 'user-message', text: 'a\uD83D', images: [], localImages: [] },
      event('{"type":"user_message","message":"a\uFFFD","images":[],"local_images":[],"text_elements":[]}'),
    ],
    [
      'a message',
      { kind: 'agent-message', text: 'a' },
      event('{"type":"agent_message","message":"a","phase":null,"memory_citation":null}'),
    ],
    [
      'a message with a phase',
      { kind: 'agent-message', text: 'a', phase: 'final_answer' },
      event('{"type":"agent_message","message":"a","phase":"final_answer","memory_citation":null}'),
    ],
    ['reasoning', { kind: 'agent-reasoning', text: 'a' }, event('{"type":"agent_reasoning","text":"a"}')],
    [
      'a count',
      { kind: 'token-count', total: usage, last: usage, contextWindow: 9 },
      event(
        `{"type":"token_count","info":{"total_token_usage":${wireUsage},"last_token_usage":${wireUsage},"model_context_window":9},"rate_limits":null}`,
      ),
    ],
    [
      'the end of a turn',
      {
        kind: 'turn-completed',
        turnId: 't',
        lastAgentMessage: 'a',
        at: noon + 999,
        durationMs: 7,
        timeToFirstTokenMs: 3,
      },
      event(
        '{"type":"task_complete","turn_id":"t","last_agent_message":"a","completed_at":1795176000,"duration_ms":7,"time_to_first_token_ms":3}',
        '12:00:00.999',
      ),
    ],
    [
      'the end of a turn without a message',
      { kind: 'turn-completed', turnId: 't', at: noon, durationMs: 7 },
      event(
        '{"type":"task_complete","turn_id":"t","last_agent_message":null,"completed_at":1795176000,"duration_ms":7,"time_to_first_token_ms":null}',
      ),
    ],
    [
      'an interruption',
      { kind: 'turn-aborted', turnId: 't', reason: 'interrupted', at: noon, durationMs: 7 },
      event('{"type":"turn_aborted","turn_id":"t","reason":"interrupted","completed_at":1795176000,"duration_ms":7}'),
    ],
    [
      'a compaction, which is two lines',
      { kind: 'compacted', message: 'm', replacement: [item, item] },
      '{"timestamp":"2026-11-20T12:00:00.000Z","type":"compacted","payload":{"message":"m","replacement_history":[{"type":"x", "n":1e2},{"type":"x", "n":1e2}]}}\n' +
        event('{"type":"context_compacted"}'),
    ],
  ])('says %s', (_, record, expected) => {
    expect(rendered(record)).toBe(expected);
  });

  it('is numbered where the session numbers its lines', () => {
    const [line] = encodeRecord({ kind: 'item', entry: item }, noon);
    expect(line && renderLine(line, 21)).toBe(
      '{"timestamp":"2026-11-20T12:00:00.000Z","ordinal":21,"type":"response_item","payload":{"type":"x", "n":1e2}}\n',
    );
  });
});

describe('the first line', () => {
  const header = {
    threadId: '01a1f861-0b4b-7ea1-b126-53e5ea5482fc',
    createdAt: noon,
    cwd: absolute('/work'),
    originator: 'codex_sdk',
    version: '1.2.3',
    source: 'sdk',
    modelProvider: 'mock',
    baseInstructions: 'Be brief.',
  };
  const common =
    '{"timestamp":"2026-11-20T12:00:00.000Z","type":"session_meta","payload":{"id":"01a1f861-0b4b-7ea1-b126-53e5ea5482fc","timestamp":"2026-11-20T12:00:00.000Z","cwd":"/work","originator":"codex_sdk","cli_version":"1.2.3","source":"sdk","model_provider":"mock","base_instructions":{"text":"Be brief."}';

  it('says who began the thread, and where', () => {
    expect(renderLine(encodeHeader(header))).toBe(`${common}}}\n`);
  });

  it('says which commit it began on', () => {
    const git = { commit: 'abc', branch: 'main', repositoryUrl: 'https://example.com/r' };
    expect(renderLine(encodeHeader({ ...header, git }))).toBe(
      `${common},"git":{"commit_hash":"abc","branch":"main","repository_url":"https://example.com/r"}}}\n`,
    );
  });
});

describe('the circumstances of a turn', () => {
  const context: TurnContext = {
    turnId: 't',
    cwd: absolute('/work'),
    workspaceRoots: [absolute('/work'), absolute('/more')],
    currentDate: '2026-11-20',
    timezone: 'Etc/UTC',
    approvalPolicy: 'never',
    permissionProfile: readOnlyProfile(),
    model: 'gpt-5.5',
  };

  it('are told with the older policy beside the profile', () => {
    expect(rendered({ kind: 'turn-context', context })).toBe(
      '{"timestamp":"2026-11-20T12:00:00.000Z","type":"turn_context","payload":{"turn_id":"t","cwd":"/work","runtime_workspace_roots":["/work","/more"],"current_date":"2026-11-20","timezone":"Etc/UTC","approval_policy":"never","sandbox_policy":{"type":"read-only"},"permission_profile":{"type":"managed","file_system":{"type":"restricted","entries":[{"path":{"type":"special","value":{"kind":"root"}},"access":"read"}]},"network":"restricted"},"model":"gpt-5.5","collaboration_mode":{"mode":"default","settings":{"model":"gpt-5.5","reasoning_effort":null,"developer_instructions":null}},"realtime_active":false,"summary":"none"}}\n',
    );
  });

  it.each<[string, Partial<TurnContext>, object]>([
    ['no sandbox', { permissionProfile: { kind: 'disabled' } }, { sandbox_policy: { type: 'danger-full-access' } }],
    [
      'writes that older words have none for, as the policy that allows least',
      {
        permissionProfile: {
          kind: 'managed',
          fileSystem: {
            kind: 'restricted',
            entries: [{ path: { kind: 'path', path: absolute('/elsewhere') }, access: 'write' }],
          },
          network: 'enabled',
        },
      },
      { sandbox_policy: { type: 'read-only' } },
    ],
    [
      'an identity, an effort and a summary',
      { permissionProfileId: ':workspace', reasoningEffort: 'high', reasoningSummary: 'detailed' },
      {
        active_permission_profile: { id: ':workspace' },
        collaboration_mode: {
          mode: 'default',
          settings: { model: 'gpt-5.5', reasoning_effort: 'high', developer_instructions: null },
        },
        effort: 'high',
        summary: 'detailed',
      },
    ],
    [
      'a writable workspace',
      { permissionProfile: workspaceWriteProfile() },
      {
        sandbox_policy: {
          type: 'workspace-write',
          writable_roots: ['/more'],
          network_access: false,
          exclude_tmpdir_env_var: false,
          exclude_slash_tmp: false,
        },
      },
    ],
  ])('tell of %s', (_, change, expected) => {
    const line = rendered({ kind: 'turn-context', context: { ...context, ...change } });
    expect(JSON.parse(line).payload).toMatchObject(expected);
  });
});
