import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/domain/config/config.js';
import { mcpServersFrom } from '../../../src/domain/config/mcp-servers.js';
import { modelProviderFrom } from '../../../src/domain/config/model-providers.js';
import { settingsFrom } from '../../../src/domain/config/settings.js';

const openAi = {
  id: 'openai',
  name: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  credential: { kind: 'variable', names: ['CODEX_API_KEY', 'OPENAI_API_KEY'] },
  queryParams: {},
  headers: {},
  headerVariables: {},
  requestMaxRetries: 4,
  streamMaxRetries: 5,
  streamIdleTimeoutMs: 300_000,
};

describe('settingsFrom', () => {
  it('of an empty configuration has every default', () => {
    expect(settingsFrom({}, {})).toEqual({
      ok: true,
      value: {
        model: { model: 'gpt-5.5', provider: openAi },
        instructions: {
          permissions: 'included',
          environment: 'included',
          projectDocMaxBytes: 32_768,
          projectDocFallbackFilenames: [],
          projectRootMarkers: ['.git'],
        },
        tools: {
          webSearch: 'cached',
          viewImage: 'offered',
          loginShell: 'allowed',
          shellEnvironment: { inherit: 'all', keepSecretNames: true, exclude: [], includeOnly: [], set: {} },
        },
        mcpServers: [],
        notifications: { terminal: 'all', method: 'auto', condition: 'unfocused' },
      },
    });
  });

  it('takes over everything that was set', () => {
    const settings = settingsFrom(
      {
        model: 'm',
        modelReasoningEffort: 'high',
        modelReasoningSummary: 'detailed',
        modelVerbosity: 'low',
        modelContextWindow: 1000,
        modelAutoCompactTokenLimit: 900,
        instructions: 'ignored',
        modelInstructionsFile: '/base.md',
        compactPrompt: 'sum up',
        developerInstructions: 'be kind',
        includePermissionsInstructions: false,
        includeEnvironmentContext: false,
        projectDocMaxBytes: 0,
        projectDocFallbackFilenames: ['CLAUDE.md'],
        projectRootMarkers: [],
        tools: { webSearch: true, viewImage: false },
        allowLoginShell: false,
        shellEnvironmentPolicy: {
          inherit: 'core',
          ignoreDefaultExcludes: false,
          exclude: ['A*'],
          includeOnly: ['B'],
          set: { C: 'd' },
        },
        toolOutputTokenLimit: 7,
        notify: ['say', 'done'],
        tui: { notifications: ['approval-requested'], notificationMethod: 'bel', notificationCondition: 'always' },
      },
      { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1/' },
    );
    expect(settings).toEqual({
      ok: true,
      value: {
        model: {
          model: 'm',
          provider: { ...openAi, baseUrl: 'http://127.0.0.1:1/v1' },
          reasoningEffort: 'high',
          reasoningSummary: 'detailed',
          verbosity: 'low',
          contextWindow: 1000,
          autoCompactTokenLimit: 900,
        },
        instructions: {
          base: { kind: 'file', path: '/base.md' },
          compactPrompt: { kind: 'text', text: 'sum up' },
          developer: 'be kind',
          permissions: 'omitted',
          environment: 'omitted',
          projectDocMaxBytes: 0,
          projectDocFallbackFilenames: ['CLAUDE.md'],
          projectRootMarkers: [],
        },
        tools: {
          webSearch: 'live',
          viewImage: 'omitted',
          loginShell: 'forbidden',
          shellEnvironment: {
            inherit: 'core',
            keepSecretNames: false,
            exclude: ['A*'],
            includeOnly: ['B'],
            set: { C: 'd' },
          },
          outputTokenLimit: 7,
        },
        mcpServers: [],
        notifications: {
          command: ['say', 'done'],
          terminal: ['approval-requested'],
          method: 'bel',
          condition: 'always',
        },
      },
    });
  });

  it.each<[Config, string | undefined]>([
    [{ modelSupportsReasoningSummaries: true }, 'auto'],
    [{ modelSupportsReasoningSummaries: true, modelReasoningSummary: 'none' }, 'none'],
    [{ modelSupportsReasoningSummaries: false, modelReasoningSummary: 'concise' }, undefined],
  ])('of %j asks for summaries of reasoning: %s', (config, summary) => {
    const settings = settingsFrom(config, {});
    expect(settings.ok && settings.value.model.reasoningSummary).toBe(summary);
  });

  it.each<[string, Config, unknown]>([
    ['an older `tools.web_search = false`', { tools: { webSearch: false } }, 'disabled'],
    ['an older `features.web_search_request`', { features: { web_search_request: true } }, 'live'],
    ['`web_search` over the older spelling', { webSearch: 'cached', tools: { webSearch: true } }, 'cached'],
  ])('honours %s', (_, config, expected) => {
    const settings = settingsFrom(config, {});
    expect(settings.ok && settings.value.tools.webSearch).toBe(expected);
  });
});

describe('modelProviderFrom', () => {
  const custom = (table: NonNullable<Config['modelProviders']>[string]) =>
    modelProviderFrom({ modelProvider: 'mock', modelProviders: { mock: table } }, {});

  it('fills in the defaults of a configured provider', () => {
    expect(custom({ baseUrl: 'http://127.0.0.1:1/v1//' })).toEqual({
      ok: true,
      value: { ...openAi, id: 'mock', name: 'mock', baseUrl: 'http://127.0.0.1:1/v1', credential: { kind: 'none' } },
    });
  });

  it.each([
    [{ envKey: 'K' }, { kind: 'variable', names: ['K'] }],
    [
      { envKey: 'K', envKeyInstructions: 'ask' },
      { kind: 'variable', names: ['K'], instructions: 'ask' },
    ],
    [
      { experimentalBearerToken: 't', envKey: 'K' },
      { kind: 'token', token: 't' },
    ],
    [{ requiresOpenaiAuth: true }, openAi.credential],
    [{ requiresOpenaiAuth: false }, { kind: 'none' }],
  ])('reads the credential of %j', (table, credential) => {
    const provider = custom({ baseUrl: 'http://x', ...table });
    expect(provider.ok && provider.value.credential).toEqual(credential);
  });

  it.each<[string, Config, unknown]>([
    [
      'an unknown provider',
      { modelProvider: 'zork', modelProviders: { mock: {} } },
      {
        path: ['model_provider'],
        message:
          'there is no model provider `zork`; expected one of `openai`, `mock`, or a new `[model_providers.zork]` table',
      },
    ],
    [
      'a misspelt provider',
      { modelProvider: 'opnai' },
      {
        path: ['model_provider'],
        message:
          'there is no model provider `opnai`; expected one of `openai`, or a new `[model_providers.opnai]` table; did you mean `openai`?',
      },
    ],
    [
      'a name that every object has',
      { modelProvider: 'constructor', modelProviders: {} },
      {
        path: ['model_provider'],
        message:
          'there is no model provider `constructor`; expected one of `openai`, or a new `[model_providers.constructor]` table',
      },
    ],
    [
      'a redefinition of the built-in provider',
      { modelProviders: { openai: {} } },
      {
        path: ['model_providers', 'openai'],
        message:
          '`openai` is the built-in provider and cannot be redefined; choose another id, or set `openai_base_url`',
      },
    ],
    [
      'a provider without an address',
      { modelProvider: 'mock', modelProviders: { mock: {} } },
      {
        path: ['model_providers', 'mock'],
        message: '`model_providers.mock` has no `base_url`; set the address of its API',
      },
    ],
  ])('refuses %s', (_, config, error) => {
    expect(modelProviderFrom(config, {})).toEqual({ ok: false, error });
  });

  it('prefers `openai_base_url` to the environment, and ignores an empty variable', () => {
    const baseUrl = (config: Config, variable: string) => {
      const provider = modelProviderFrom(config, { OPENAI_BASE_URL: variable });
      return provider.ok && provider.value.baseUrl;
    };
    expect([baseUrl({ openaiBaseUrl: 'http://a' }, 'http://b'), baseUrl({}, 'http://b'), baseUrl({}, '')]).toEqual([
      'http://a',
      'http://b',
      'https://api.openai.com/v1',
    ]);
  });
});

describe('mcpServersFrom', () => {
  it('fills in the defaults, sorted by name', () => {
    expect(
      mcpServersFrom({
        mcpServers: {
          web: {
            url: 'https://x/mcp',
            bearerTokenEnvVar: 'T',
            enabledTools: ['a'],
            startupTimeoutMs: 5,
            toolTimeoutSec: 0.5,
          },
          docs: {
            command: 'docs',
            cwd: 'sub',
            envVars: ['A', { name: 'B' }, {}],
            startupTimeoutSec: 2,
            startupTimeoutMs: 5,
            tools: { run: { approvalMode: 'approve' }, other: {} },
            enabled: false,
          },
        },
      }),
    ).toEqual({
      ok: true,
      value: [
        {
          name: 'docs',
          transport: { kind: 'stdio', command: 'docs', args: [], env: {}, inheritedVariables: ['A', 'B'], cwd: 'sub' },
          enabled: false,
          required: false,
          startupTimeoutMs: 2000,
          toolTimeoutMs: 60_000,
          disabledTools: [],
          defaultApprovalMode: 'auto',
          toolApprovalModes: new Map([['run', 'approve']]),
          parallelToolCalls: false,
        },
        {
          name: 'web',
          transport: { kind: 'http', url: 'https://x/mcp', bearerTokenVariable: 'T', headers: {}, headerVariables: {} },
          enabled: true,
          required: false,
          startupTimeoutMs: 5,
          toolTimeoutMs: 500,
          enabledTools: ['a'],
          disabledTools: [],
          defaultApprovalMode: 'auto',
          toolApprovalModes: new Map(),
          parallelToolCalls: false,
        },
      ],
    });
  });

  it.each([
    [{}, 'has no transport; set `command` for a program or `url` for a server that is reached over HTTP'],
    [
      { url: 'http://x', envVars: [] },
      'has `url` and also `env_vars`, which belongs to the other kind of server; remove one of the two',
    ],
    [
      { command: 'x', bearerTokenEnvVar: 'T' },
      'has `command` and also `bearer_token_env_var`, which belongs to the other kind of server; remove one of the two',
    ],
  ])('refuses %j', (server, reason) => {
    expect(mcpServersFrom({ mcpServers: { 'my server': server } })).toEqual({
      ok: false,
      error: { path: ['mcp_servers', 'my server'], message: `\`mcp_servers."my server"\` ${reason}` },
    });
  });
});
