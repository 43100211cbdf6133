import { describe, expect, it } from 'vitest';
import { FixedEnvironment } from '../../../src/adapters/in-memory/fixed-environment.js';
import { InMemoryConfigSource } from '../../../src/adapters/in-memory/in-memory-config-source.js';
import type { InMemoryEntry } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import type { CodexSettings } from '../../../src/application/settings/codex-settings.js';
import { describePermissions } from '../../../src/application/settings/resolve-permissions.js';
import { resolveThreadSettings } from '../../../src/application/settings/resolve-thread-settings.js';
import type { ThreadOptions } from '../../../src/application/settings/thread-options.js';
import { baseInstructions } from '../../../src/domain/conversation/context/base-instructions.js';
import { readOnlyProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import type { JsonObject } from '../../../src/domain/tools/tool-definition.js';
import { absolute, failureOf } from '../support/build.js';

interface Given {
  readonly config?: JsonObject;
  readonly codex?: Partial<CodexSettings>;
  readonly files?: Readonly<Record<string, InMemoryEntry>>;
  readonly variables?: Readonly<Record<string, string>>;
}

function resolve(options: ThreadOptions = {}, { config = {}, codex = {}, files = {}, variables = {} }: Given = {}) {
  const fileSystem = new InMemoryFileSystem({ '/repo/sub/x': '', '/tmp': { type: 'directory' }, ...files });
  const environment = new FixedEnvironment({ workingDirectory: absolute('/repo'), variables });
  const settings: CodexSettings = {
    codexHome: absolute('/home/user/.codex'),
    userConfig: 'load',
    rules: 'load',
    unknownKeys: 'warn',
    layers: async () => [],
    configSource: new InMemoryConfigSource([{ name: 'user', source: '/home/user/.codex/config.toml', values: config }]),
    originator: 'test',
    source: 'sdk',
    approvals: 'unanswered',
    ...codex,
  };
  return resolveThreadSettings(options, { codex: settings, environment, fileSystem });
}

const silent = { warnings: [] };

describe('resolveThreadSettings', () => {
  it('fills in every default', async () => {
    const { permissions, provider, notifications: _, ...rest } = await resolve();
    expect(rest).toMatchObject({
      cwd: '/repo',
      baseInstructions,
      approvalPolicy: 'never',
      temporary: { slashTmp: '/tmp' },
      projectInstructions: {
        codexHome: '/home/user/.codex',
        maxBytes: 32_768,
        fallbackNames: [],
        rootMarkers: ['.git'],
      },
      webSearch: 'cached',
      persistence: 'saved',
      repositoryCheck: 'required',
      warnings: [],
    });
    expect([permissions.workspaceRoots, provider.id]).toEqual([['/repo'], 'openai']);
  });

  it.each<[string, ThreadOptions, JsonObject, object]>([
    ['options over the configuration', { model: 'b' }, { model: 'a' }, { model: 'b' }],
    ['the configuration without options', {}, { model: 'a' }, { model: 'a' }],
    ['the working directory', { workingDirectory: 'sub' }, {}, { cwd: '/repo/sub' }],
    ['instructions of the developer', { developerInstructions: 'x' }, {}, { developerInstructions: 'x' }],
    ['other base instructions', { baseInstructions: 'x' }, { instructions: 'y' }, { baseInstructions: 'x' }],
    [
      'reasoning',
      { modelReasoningEffort: 'high' },
      { model_reasoning_summary: 'detailed' },
      { reasoning: { effort: 'high', summary: 'detailed' } },
    ],
    [
      'an approval policy',
      { approvalPolicy: 'untrusted' },
      { approval_policy: 'never' },
      { approvalPolicy: 'untrusted' },
    ],
    [
      'a granular approval policy',
      { approvalPolicy: { granular: { sandboxApproval: true, mcpElicitations: false } } },
      {},
      { approvalPolicy: { granular: { sandboxApproval: true, mcpElicitations: false } } },
    ],
    ['a search of the web', { webSearchEnabled: true }, { web_search: 'disabled' }, { webSearch: 'live' }],
    ['no search of the web', { webSearchEnabled: false }, {}, { webSearch: 'disabled' }],
    [
      'the more precise word about searching',
      { webSearchEnabled: false, webSearchMode: 'cached' },
      {},
      { webSearch: 'cached' },
    ],
    [
      'what the tools may do',
      {},
      {
        allow_login_shell: false,
        tool_output_token_limit: 100,
        background_terminal_max_timeout: 1000,
        tools: { view_image: false },
      },
      { tools: { loginShell: 'forbidden', viewImage: 'omitted', maxOutputTokens: 100, maxPollMs: 1000 } },
    ],
    [
      'what the model is not told',
      {},
      { include_permissions_instructions: false, include_environment_context: false },
      { omitted: { permissions: true, environment: true } },
    ],
    [
      'an ephemeral thread',
      { ephemeral: true, skipGitRepoCheck: true },
      {},
      { persistence: 'ephemeral', repositoryCheck: 'skipped' },
    ],
  ])('takes %s', async (_, options, config, expected) => {
    expect(await resolve(options, { config })).toMatchObject(expected);
  });

  it('asks on request when somebody answers, unless told otherwise', async () => {
    const codex = { approvals: 'answered' } as const;
    const policies = [await resolve({}, { codex }), await resolve({}, { codex, config: { approval_policy: 'never' } })];
    expect(policies.map(({ approvalPolicy }) => approvalPolicy)).toEqual(['on-request', 'never']);
  });

  it('reads instructions from a file', async () => {
    const config = { model_instructions_file: '/etc/instructions.md' };
    expect(await resolve({}, { config, files: { '/etc/instructions.md': 'Be brief.' } })).toMatchObject({
      baseInstructions: 'Be brief.',
    });
    expect(await failureOf(() => resolve({}, { config }))).toEqual({
      code: 'invalid-config',
      message: expect.stringContaining('cannot read the instructions file `/etc/instructions.md`'),
    });
  });

  it('reads nothing when it is told to be hermetic', async () => {
    const settings = await resolve({}, { codex: { userConfig: 'ignore' }, config: { model: 'a' } });
    expect([settings.projectInstructions, settings.model === 'a']).toEqual([undefined, false]);
  });

  it.each<[string, ThreadOptions, JsonObject, string, RegExp]>([
    [
      'a directory that is missing',
      { workingDirectory: 'gone' },
      {},
      'working-directory-missing',
      /`\/repo\/gone`.*create it/,
    ],
    ['a provider that is unknown', {}, { model_provider: 'zork' }, 'model-provider-unknown', /zork/],
    ['a value of the wrong type', {}, { model: 5 }, 'invalid-config', /config\.toml.*`model`/],
    ['a profile that is unknown', { permissionProfile: ':nope' }, {}, 'invalid-config', /:nope/],
    ['limits that are none', { limits: { tokens: -1 } }, {}, 'invalid-option', /`limits\.tokens`/],
  ])('names %s, and what to do', async (_, options, config, code, message) => {
    const failure = await failureOf(() => resolve(options, { config }));
    expect([failure.code, failure.message]).toEqual([code, expect.stringMatching(message)]);
  });

  it('warns about keys that nobody knows, or refuses them', async () => {
    const config = { zork: 1 };
    expect((await resolve({}, { config })).warnings).toEqual([expect.stringContaining('zork')]);
    expect(await failureOf(() => resolve({}, { config, codex: { unknownKeys: 'refuse' } }))).toMatchObject({
      code: 'invalid-config',
    });
  });
});

describe('the permissions of a thread', () => {
  const summaryOf = async (options: ThreadOptions, given: Given = {}) => {
    const { permissions, temporary, warnings, cwd } = await resolve(options, given);
    return describePermissions({ permissions, temporary, warnings }, { cwd, loaded: silent, resolved: silent });
  };

  it.each<[string, ThreadOptions, string | undefined, RegExp]>([
    ['nothing', {}, ':read-only', /^read-only/],
    ['the mode', { sandboxMode: 'workspace-write' }, undefined, /^workspace-write \[workdir, \/tmp/],
    ['full access', { sandboxMode: 'danger-full-access' }, undefined, /^danger-full-access/],
    ['the id of a profile', { permissionProfile: ':workspace' }, ':workspace', /^workspace-write/],
    ['a profile of its own', { permissionProfile: readOnlyProfile() }, undefined, /^read-only/],
  ])('come from %s', async (_, options, id, summary) => {
    const permissions = await summaryOf(options);
    expect([permissions.id, permissions.summary]).toEqual([id, expect.stringMatching(summary)]);
  });

  it('include further directories as workspace roots, relative to the working directory', async () => {
    const { context } = await summaryOf({ sandboxMode: 'workspace-write', additionalDirectories: ['sub', '/data'] });
    expect(context.workspaceRoots).toEqual(['/repo', '/repo/sub', '/data']);
  });

  it('know the temporary directories that are there', async () => {
    const { context } = await summaryOf({}, { variables: { TMPDIR: '/var/tmp' } });
    expect([context.tmpdir, context.slashTmp]).toEqual(['/var/tmp', '/tmp']);
  });

  it('let commands reach the network only when they are told to', async () => {
    const [closed, open] = await Promise.all([
      summaryOf({ sandboxMode: 'workspace-write' }),
      summaryOf({ sandboxMode: 'workspace-write', networkAccessEnabled: true }),
    ]);
    const networks = [closed, open].map(
      ({ effectiveProfile }) => 'network' in effectiveProfile && effectiveProfile.network,
    );
    expect(networks).toEqual(['restricted', 'enabled']);
  });
});
