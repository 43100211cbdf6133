import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type InMemoryTool, InMemoryToolSource } from '../../../src/adapters/in-memory/in-memory-tool-source.js';
import { prepareSourceCall } from '../../../src/application/tools/source-tool.js';
import type { PreparedCall } from '../../../src/application/tools/tool.js';
import type { ApprovalPolicy } from '../../../src/domain/approvals/approval-policy.js';
import type { ToolCallItem } from '../../../src/domain/conversation/history-item.js';
import { readOnlyProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import { materializeProfile } from '../../../src/domain/permissions/materialize.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import type { ToolApproval, ToolResult } from '../../../src/ports/tool-source.js';
import { absolute, doubles, failureOf, functionCall, scopeWith } from '../support/build.js';

const definition = { kind: 'function', name: 'work', description: 'Works.', parameters: {} } as const;
const never = new AbortController().signal;

interface Given {
  readonly call?: ToolCallItem;
  readonly policy?: ApprovalPolicy;
  readonly profile?: PermissionProfile;
  readonly tool?: Partial<InMemoryTool>;
  readonly run?: InMemoryTool['run'];
}

const readOnly = materializeProfile(readOnlyProfile(), []);

function prepared({
  call = functionCall('work', { a: 1 }),
  policy = 'on-request',
  profile = readOnly,
  tool = {},
  run,
}: Given = {}) {
  const context = { cwd: absolute('/repo'), workspaceRoots: [] };
  const permissions = { profile, context, approvalPolicy: policy };
  const { scope, events } = scopeWith(doubles(), { permissions });
  const work = run ?? (() => ({ kind: 'success', output: 'done' }) as const);
  const offered: InMemoryTool = { definition, server: 'files', approval: 'not-needed', run: work, ...tool };
  const source = new InMemoryToolSource([offered]);
  return { prepared: prepareSourceCall(call, [{ source, offered }], scope), source, events };
}

function runOf(call: PreparedCall | undefined, signal = never) {
  if (call === undefined || call.kind === 'answer') throw new Error('there is nothing to run');
  return call.run('sandboxed', signal);
}

describe('preparing a call of a source', () => {
  const inNamespace = {
    definition: { kind: 'namespace', name: 'mcp__files', description: '', tools: [definition] },
  } as const;
  const flat = functionCall('work', {});
  const spaced: ToolCallItem = {
    kind: 'function-call',
    callId: 'c',
    name: 'work',
    namespace: 'mcp__files',
    arguments: '{}',
  };

  it.each<[string, Given, boolean]>([
    ['a function by its name', { call: flat }, true],
    ['another name', { call: functionCall('other', {}) }, false],
    ['a namespace that a plain function does not have', { call: spaced }, false],
    ['a function within its namespace', { call: spaced, tool: inNamespace }, true],
    ['a function of a namespace without it', { call: flat, tool: inNamespace }, false],
    ['a flattened name', { call: functionCall('mcp__files__work', {}), tool: inNamespace }, false],
    ['another namespace', { call: { ...spaced, namespace: 'mcp__other' }, tool: inNamespace }, false],
    ['a custom call', { call: { kind: 'custom-tool-call', callId: 'c', name: 'work', input: '' } }, false],
    ['a name that objects inherit', { call: functionCall('constructor', {}) }, false],
  ])('looks for %s', (_, given, found) => {
    expect(prepared(given).prepared !== undefined).toBe(found);
  });

  it.each<[ToolApproval, ApprovalPolicy, PreparedCall['kind']]>([
    ['not-needed', 'never', 'run'],
    ['not-needed', 'on-request', 'run'],
    ['by-policy', 'never', 'answer'],
    ['by-policy', 'on-request', 'ask'],
    ['by-policy', 'untrusted', 'ask'],
    ['always', 'never', 'answer'],
    ['always', 'on-request', 'ask'],
  ])('that is approved %s under %s leads to %s', (approval, policy, kind) => {
    expect(prepared({ tool: { approval }, policy }).prepared?.kind).toBe(kind);
  });

  it.each<[PermissionProfile['kind'], ToolApproval, ApprovalPolicy, PreparedCall['kind']]>([
    ['disabled', 'by-policy', 'never', 'run'],
    ['external', 'by-policy', 'never', 'run'],
    ['managed', 'by-policy', 'never', 'answer'],
    ['disabled', 'by-policy', 'on-request', 'ask'],
    ['disabled', 'always', 'never', 'answer'],
    ['external', 'always', 'never', 'answer'],
  ])('under a %s profile, approved %s and the policy %s, leads to %s', (kind, approval, policy, expected) => {
    const profiles: Record<PermissionProfile['kind'], PermissionProfile> = {
      managed: readOnly,
      external: { kind: 'external', network: 'enabled' },
      disabled: { kind: 'disabled' },
    };
    expect(prepared({ tool: { approval }, policy, profile: profiles[kind] }).prepared?.kind).toBe(expected);
  });

  it('lets a namespace say how single functions are approved', () => {
    const approvals = new Map<string, ToolApproval>([['work', 'always']]);
    expect(prepared({ call: spaced, tool: { ...inNamespace, approvals } }).prepared?.kind).toBe('ask');
  });

  it('asks with the decoded arguments and the name of the server', () => {
    expect(prepared({ tool: { approval: 'always' } }).prepared).toMatchObject({
      question: { kind: 'tool', server: 'files', tool: 'work', arguments: { a: 1 } },
      declined: 'the user declined the call of `work`',
      grantKey: '["tool","files","work"]',
    });
  });

  it.each([
    ['the argument that names the server', { server: 'mini' }, 'mini'],
    ['an empty name', { server: '' }, 'files'],
    ['a name that is no text', { server: 5 }, 'files'],
  ])('shows a tool of several servers under %s', (_, values, server) => {
    const call = functionCall('work', values);
    expect(prepared({ call, tool: { approval: 'always', serverArgument: 'server' } }).prepared).toMatchObject({
      question: { server },
    });
  });

  it.each(['{', '[]', '5', 'null', '"text"', '['.repeat(100_000)])(
    'answers arguments that are no object: %.10s',
    (text) => {
      expect(prepared({ call: functionCall('work', text) }).prepared).toEqual({
        kind: 'answer',
        output: expect.stringMatching(/^failed to parse function arguments: /),
      });
    },
  );
});

describe('running a call of a source', () => {
  const shown = { id: 'item_0', type: 'mcp_tool_call', server: 'files', tool: 'work', arguments: { a: 1 } } as const;
  const started = { type: 'item.started', item: { ...shown, result: null, error: null, status: 'in_progress' } };

  it.each<[string, ToolResult, object]>([
    [
      'text',
      { kind: 'success', output: 'done' },
      { result: { content: [{ type: 'text', text: 'done' }], structured_content: null }, status: 'completed' },
    ],
    [
      'content of its own',
      { kind: 'success', output: 'done', content: [{ type: 'image' }], structured: { b: 2 } },
      { result: { content: [{ type: 'image' }], structured_content: { b: 2 } }, status: 'completed' },
    ],
    ['a failure', { kind: 'failure', output: 'no' }, { result: null, error: { message: 'no' }, status: 'failed' }],
    [
      'a failure with content',
      { kind: 'failure', output: 'no', content: [{ type: 'text', text: 'because' }] },
      { result: { content: [{ type: 'text', text: 'because' }], structured_content: null }, status: 'failed' },
    ],
  ])('shows %s', async (_, result, expected) => {
    const { prepared: call, events, source } = prepared({ run: () => result });
    expect(await runOf(call)).toBe(result.output);
    expect(events).toEqual([started, { type: 'item.completed', item: { ...shown, error: null, ...expected } }]);
    expect(source.invocations).toEqual([
      { threadId: 'thread', turnId: 'turn', callId: 'c1', name: 'work', arguments: { a: 1 } },
    ]);
  });

  it('completes the item when the source throws, and passes the exception on', async () => {
    const { prepared: call, events } = prepared({ run: () => Promise.reject(new Error('it broke')) });
    expect(await failureOf(() => runOf(call))).toEqual({ message: 'it broke' });
    expect(events[1]).toEqual({
      type: 'item.completed',
      item: { ...shown, result: null, error: { message: 'it broke' }, status: 'failed' },
    });
  });

  it('does not wait for a tool that takes no notice of the interruption', async () => {
    const { prepared: call, events } = prepared({ run: () => new Promise(() => undefined) });
    const abort = new AbortController();
    const running = failureOf(() => runOf(call, abort.signal));
    abort.abort();
    expect(await running).toEqual({ message: 'the call was aborted' });
    expect(events[1]).toMatchObject({ type: 'item.completed', item: { status: 'failed' } });
  });

  it('keeps no listener on the signal of the turn', async () => {
    const { signal } = new AbortController();
    await runOf(prepared().prepared, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a number', 5],
    ['an object', { text: 'x' }],
    ['parts without text', [{ kind: 'input-text' }]],
    ['parts of an unknown kind', [{ kind: 'audio', url: 'x' }]],
    ['an image without an address', [{ kind: 'image' }]],
    ['a text that refers to itself', [cyclicPart()]],
  ])('refuses %s as an output, because it could never be sent', async (_, output) => {
    const { prepared: call, events } = prepared({
      run: () => ({ kind: 'success', output: output as never, content: [] }),
    });
    expect(await failureOf(() => runOf(call))).toEqual({
      message: '`work` answered something that is neither text nor a list of texts and images',
    });
    expect(events[1]).toMatchObject({ item: { status: 'failed' } });
  });

  it('accepts texts and images', async () => {
    const output = [
      { kind: 'input-text', text: 'look' },
      { kind: 'image', url: 'data:image/png;base64,', detail: 'high' },
    ] as const;
    expect(await runOf(prepared({ run: () => ({ kind: 'success', output }) }).prepared)).toEqual(output);
  });
});

function cyclicPart(): unknown {
  const part: { kind: string; text?: unknown } = { kind: 'input-text' };
  part.text = part;
  return part;
}
