import { describe, expect, it } from 'vitest';
import { decodeConfig } from '../../../src/domain/config/decode-config.js';
import { mergeLayers } from '../../../src/domain/config/merge-layers.js';
import type { JsonObject } from '../../../src/domain/tools/tool-definition.js';

const decode = (values: JsonObject, unknownKeys?: 'warn' | 'refuse') =>
  decodeConfig(mergeLayers([{ name: 'user', source: '/home/me/.codex/config.toml', values }]), unknownKeys);

const source = '/home/me/.codex/config.toml';

describe('decodeConfig', () => {
  it.each([
    [{ filesytem: {} }, 'permissions.dev.filesytem', '; did you mean `filesystem`?'],
    [{ network: { domanis: {} } }, 'permissions.dev.network.domanis', '; did you mean `domains`?'],
    [{ bogus: 1 }, 'permissions.dev.bogus', ''],
  ])('warns of a key in a permission profile that nobody knows, or refuses it: %j', (profile, key, suggestion) => {
    const permissions = { dev: { extends: ':workspace', ...profile } };
    const problem = { code: 'unknown-key', source, key };
    const warning = { ...problem, message: `unknown key \`${key}\` is ignored${suggestion}` };
    expect(decode({ permissions })).toEqual({ ok: true, value: { config: { permissions }, warnings: [warning] } });
    const error = { ...problem, message: `unknown key \`${key}\`${suggestion}` };
    expect(decode({ permissions }, 'refuse')).toEqual({ ok: false, error });
  });

  it('says that what the public Codex knows of the network of a profile changes nothing', () => {
    const network = {
      enabled: true,
      allow_upstream_proxy: true,
      enable_socks5: false,
      unix_sockets: { '/a': 'allow' },
    };
    const permissions = { dev: { network: { ...network, allowed_domains: ['a.com'], denied_domains: ['b.com'] } } };
    const warnings = ['unix_sockets', 'allow_upstream_proxy'].map((name) => {
      const key = `permissions.dev.network.${name}`;
      const message = `\`${key}\` has no effect: this feature does not exist here`;
      return { code: 'unsupported-key', source, key, message };
    });
    expect(decode({ permissions }, 'refuse')).toEqual({ ok: true, value: { config: { permissions }, warnings } });
  });

  it('turns snake_case keys into camelCase and keeps the keys of maps', () => {
    const decoded = decode({
      model: 'gpt-5.5',
      model_context_window: 10_000,
      approval_policy: { granular: { sandbox_approval: true, mcp_elicitations: false } },
      model_providers: { my_mock: { base_url: 'http://127.0.0.1:1/v1', http_headers: { 'x-a_b': 'c' } } },
      projects: { '/home/me/x_y': { trust_level: 'trusted' } },
      permissions: { dev: { filesystem: { ':workspace_roots': { '.': 'write' } } } },
      mcp_servers: { docs: { command: 'docs', env_vars: ['A', { name: 'B', source: 'local' }] } },
      tui: { notifications: ['agent-turn-complete'] },
      features: { unified_exec: true },
    });
    expect(decoded).toEqual({
      ok: true,
      value: {
        warnings: [],
        config: {
          model: 'gpt-5.5',
          modelContextWindow: 10_000,
          approvalPolicy: { granular: { sandboxApproval: true, mcpElicitations: false } },
          modelProviders: { my_mock: { baseUrl: 'http://127.0.0.1:1/v1', httpHeaders: { 'x-a_b': 'c' } } },
          projects: { '/home/me/x_y': { trustLevel: 'trusted' } },
          permissions: { dev: { filesystem: { ':workspace_roots': { '.': 'write' } } } },
          mcpServers: { docs: { command: 'docs', envVars: ['A', { name: 'B', source: 'local' }] } },
          tui: { notifications: ['agent-turn-complete'] },
          features: { unified_exec: true },
        },
      },
    });
  });

  it.each<[JsonObject, string, string]>([
    [{ model: 5 }, 'model', '`model` must be a string; found `5`'],
    [
      { model_context_window: 'big' },
      'model_context_window',
      '`model_context_window` must be a whole number >= 1; found the string `big`',
    ],
    [
      { model_context_window: 1.5 },
      'model_context_window',
      '`model_context_window` must be a whole number >= 1; found `1.5`',
    ],
    [
      { project_doc_max_bytes: -1 },
      'project_doc_max_bytes',
      '`project_doc_max_bytes` must be a whole number >= 0; found `-1`',
    ],
    [{ notify: 'x' }, 'notify', '`notify` must be an array, each entry a string; found the string `x`'],
    [{ notify: ['x', 2] }, 'notify.1', '`notify.1` must be a string; found `2`'],
    [
      { sandbox_mode: 'workspace_write' },
      'sandbox_mode',
      '`sandbox_mode` must be one of `read-only`, `workspace-write`, `danger-full-access`; found the string `workspace_write`; did you mean `workspace-write`?',
    ],
    [
      { approval_policy: true },
      'approval_policy',
      '`approval_policy` must be one of `never`, `on-request`, `on-failure`, `untrusted`, or a table; found `true`',
    ],
    [
      { tui: { notifications: 'yes' } },
      'tui.notifications',
      '`tui.notifications` must be `true` or `false`, or an array, each entry a string; found the string `yes`',
    ],
    [{ tui: [] }, 'tui', '`tui` must be a table; found an array'],
    [
      { model_instructions_file: '' },
      'model_instructions_file',
      '`model_instructions_file` must be a path; found the string ``',
    ],
    [
      { projects: { '/a.b': { trust_level: 'yes' } } },
      'projects."/a.b".trust_level',
      '`projects."/a.b".trust_level` must be one of `trusted`, `untrusted`; found the string `yes`',
    ],
    [
      { model: 'x'.repeat(3) + 1, compact_prompt: ['y'.repeat(99)] },
      'compact_prompt',
      '`compact_prompt` must be a string; found an array',
    ],
    [
      { web_search: 'y'.repeat(99) },
      'web_search',
      `\`web_search\` must be one of \`disabled\`, \`cached\`, \`live\`; found the string \`${'y'.repeat(57)}...\``,
    ],
  ])('refuses %j', (values, key, message) => {
    expect(decode(values)).toEqual({ ok: false, error: { code: 'invalid-value', source, key, message } });
  });

  it('never quotes a secret', () => {
    const values = {
      model_providers: { x: { http_headers: { authorization: 42 }, experimental_bearer_token: ['t'] } },
    };
    expect(decode(values)).toEqual({
      ok: false,
      error: {
        code: 'invalid-value',
        source,
        key: 'model_providers.x.http_headers.authorization',
        message: '`model_providers.x.http_headers.authorization` must be a string; found a number',
      },
    });
  });

  it('says once what has no effect, and suggests the nearest key', () => {
    expect(decode({ modle: 'x', otel: {}, analytics: {}, tui: { theme: 'x', notificatons: true } })).toEqual({
      ok: true,
      value: {
        config: { tui: {} },
        warnings: [
          {
            code: 'unknown-key',
            source,
            key: 'modle',
            message: 'unknown key `modle` is ignored; did you mean `model`?',
          },
          {
            code: 'unsupported-key',
            source,
            key: 'otel',
            message: '`otel` has no effect: this feature does not exist here',
          },
          {
            code: 'unsupported-key',
            source,
            key: 'tui.theme',
            message: '`tui.theme` has no effect: this feature does not exist here',
          },
          {
            code: 'unknown-key',
            source,
            key: 'tui.notificatons',
            message: 'unknown key `tui.notificatons` is ignored; did you mean `notifications`?',
          },
        ],
      },
    });
  });

  it.each<[JsonObject, readonly string[]]>([
    [{ features: { unified_exec: true, apps: false, web_search_request: true } }, []],
    [
      { features: { shell_tool: false, hooks: true } },
      [
        '`features.shell_tool` has no effect: this feature cannot be switched off here',
        '`features.hooks` has no effect: this feature does not exist here',
      ],
    ],
    [
      {
        model_providers: {
          a: { auth: { command: 'x' }, supports_websockets: true },
          b: { supports_websockets: false },
        },
      },
      [
        '`model_providers.a.auth` has no effect: this feature does not exist here',
        '`model_providers.a.supports_websockets` has no effect: this feature does not exist here',
      ],
    ],
    [
      { mcp_servers: { 'my server': { command: 'x', environment_id: 'y' } }, show_raw_agent_reasoning: true },
      [
        '`mcp_servers."my server".environment_id` has no effect: this feature does not exist here',
        '`show_raw_agent_reasoning` has no effect: this feature does not exist here',
      ],
    ],
    [{ windows: { sandbox: 'unelevated' } }, []],
    [{ windows: { sandbox: 'elevated' } }, ['`windows.sandbox` has no effect: this feature does not exist here']],
  ])('says what of %j changes nothing', (values, messages) => {
    const decoded = decode(values);
    expect(decoded.ok && decoded.value.warnings.map(({ message }) => message)).toEqual(messages);
  });

  it('refuses an unknown key on request, but not a key of the public Codex', () => {
    expect([decode({ otel: {} }, 'refuse').ok, decode({ tui: { zork: 1 } }, 'refuse')]).toEqual([
      true,
      { ok: false, error: { code: 'unknown-key', source, key: 'tui.zork', message: 'unknown key `tui.zork`' } },
    ]);
  });

  it('is not confused by names that every object has', () => {
    const hostile = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": {}}') as JsonObject;
    expect(decode(hostile)).toEqual({
      ok: true,
      value: {
        config: {},
        warnings: ['__proto__', 'constructor', 'toString'].map((key) => ({
          code: 'unknown-key',
          source,
          key,
          message: `unknown key \`${key}\` is ignored`,
        })),
      },
    });
  });
});
