import { expect, it } from 'vitest';
import { decodeAgentCall } from '../../../../src/domain/mcp/serve/agent-call.js';

it('decodes every argument of `codex`', () => {
  const values = {
    prompt: 'go',
    'approval-policy': 'on-request',
    'base-instructions': 'b',
    'compact-prompt': 'c',
    config: { 'model.x': 1, nested: { a: [true, null] } },
    cwd: 'sub',
    'developer-instructions': 'd',
    model: 'm',
    profile: 'p',
    sandbox: 'read-only',
    unknown: 1,
  };
  expect(decodeAgentCall('codex', values)).toEqual({
    ok: true,
    value: {
      kind: 'start',
      prompt: 'go',
      options: {
        approvalPolicy: 'on-request',
        baseInstructions: 'b',
        compactPrompt: 'c',
        config: { 'model.x': 1, nested: { a: [true, null] } },
        workingDirectory: 'sub',
        developerInstructions: 'd',
        model: 'm',
        configProfile: 'p',
        sandboxMode: 'read-only',
      },
    },
  });
});

it.each([
  ['codex', { prompt: 'go', model: null }, { kind: 'start', prompt: 'go', options: {} }],
  ['codex-reply', { prompt: 'go', threadId: 't' }, { kind: 'reply', prompt: 'go', threadId: 't' }],
  ['codex-reply', { prompt: 'go', conversationId: 'c' }, { kind: 'reply', prompt: 'go', threadId: 'c' }],
])('decodes %s %j', (tool, values, value) => {
  expect(decodeAgentCall(tool, values)).toEqual({ ok: true, value });
});

it.each([
  ['codex', undefined, 'Failed to parse configuration for Codex tool: missing field `prompt`'],
  ['codex', [], 'Failed to parse configuration for Codex tool: missing field `prompt`'],
  [
    'codex',
    JSON.parse('{"__proto__":{"prompt":"x"}}'),
    'Failed to parse configuration for Codex tool: missing field `prompt`',
  ],
  ['codex', { prompt: 'x', cwd: 1 }, 'Failed to parse configuration for Codex tool: field `cwd` must be a string'],
  [
    'codex',
    { prompt: 'x', config: 'y' },
    'Failed to parse configuration for Codex tool: field `config` must be an object',
  ],
  [
    'codex',
    { prompt: 'x', sandbox: 'none' },
    'Failed to parse configuration for Codex tool: unknown variant `none` of field `sandbox`, expected one of `read-only`, `workspace-write`, `danger-full-access`',
  ],
  ['codex-reply', {}, 'Failed to parse configuration for Codex reply tool: missing field `prompt`'],
  ['other', {}, "Unknown tool 'other'"],
])('refuses %s %j', (tool, values, error) => {
  expect(decodeAgentCall(tool, values)).toEqual({ ok: false, error });
});
