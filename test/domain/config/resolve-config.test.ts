import { describe, expect, it } from 'vitest';
import type { ConfigLayer } from '../../../src/domain/config/config-layer.js';
import { redactConfig, resolveConfig } from '../../../src/domain/config/resolve-config.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { JsonObject } from '../../../src/domain/tools/tool-definition.js';

const path = (text: string) => {
  const parsed = parseAbsolutePath(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};

const layer = (name: ConfigLayer['name'], values: JsonObject, directory?: string): ConfigLayer => ({
  name,
  source: `${name} file`,
  values,
  ...(directory === undefined ? {} : { directory: path(directory) }),
});

const summary = (layers: readonly ConfigLayer[], options?: Parameters<typeof resolveConfig>[1]) => {
  const resolved = resolveConfig(layers, options);
  return resolved.ok ? { config: resolved.value.config, warnings: resolved.value.warnings } : resolved.error;
};

describe('resolveConfig', () => {
  it('of no layer is empty', () => {
    expect(summary([])).toEqual({ config: {}, warnings: [] });
  });

  it('merges system < user < project < session', () => {
    expect(
      summary([
        layer('system', { model: 'a', model_verbosity: 'low' }),
        layer('user', { model: 'b', compact_prompt: 'b' }),
        layer('project', { model: 'c', developer_instructions: 'c' }),
        layer('session', { model: 'd' }),
      ]),
    ).toEqual({
      config: { model: 'd', modelVerbosity: 'low', compactPrompt: 'b', developerInstructions: 'c' },
      warnings: [],
    });
  });

  it('drops what a project may not set, and says so', () => {
    const values = { notify: ['evil'], model_providers: {}, sandbox_level: 'compatibility', model: 'x' };
    expect(summary([layer('user', { notify: ['mine'] }), layer('project', values)])).toEqual({
      config: { notify: ['mine'], model: 'x' },
      warnings: ['notify', 'model_providers', 'sandbox_level'].map((key) => ({
        code: 'project-key',
        source: 'project file',
        key,
        message: `\`${key}\` is ignored here, because a project may not set it; set it in the user's own config.toml instead`,
      })),
    });
  });

  it('blames the file that holds the wrong value, even where a higher layer overrides it', () => {
    expect(summary([layer('user', { model: 5 }), layer('session', { model: 'x' })])).toEqual({
      code: 'invalid-value',
      source: 'user file',
      key: 'model',
      message: '`model` must be a string; found `5`',
    });
  });

  it('resolves relative paths against the directory of their own layer', () => {
    expect(
      summary(
        [
          layer(
            'user',
            { model_instructions_file: 'a.md', sandbox_workspace_write: { writable_roots: ['~/x', '/y'] } },
            '/home/me/.codex',
          ),
          layer('project', { experimental_compact_prompt_file: '../b.md' }, '/repo/.codex'),
          layer('session', { mcp_servers: { s: { command: './server', cwd: 'sub' } } }, '/repo'),
        ],
        { homeDirectory: path('/home/me') },
      ),
    ).toEqual({
      config: {
        modelInstructionsFile: '/home/me/.codex/a.md',
        sandboxWorkspaceWrite: { writableRoots: ['/home/me/x', '/y'] },
        experimentalCompactPromptFile: '/repo/b.md',
        mcpServers: { s: { command: './server', cwd: 'sub' } },
      },
      warnings: [],
    });
  });

  const profiles = { fast: { model: 'small' }, broken: { model: 5 } };

  it.each([
    ['the key', { profile: 'fast', profiles }, undefined],
    ['the option', { profile: 'other', profiles }, 'fast'],
  ])('lays a profile over the user’s settings, selected by %s', (_, values, profile) => {
    const layers = [layer('user', { model: 'big', ...values }), layer('project', { compact_prompt: 'p' })];
    const resolved = resolveConfig(layers, profile === undefined ? {} : { profile });
    expect(resolved.ok && [resolved.value.config.model, resolved.value.originOf(['model'])]).toEqual([
      'small',
      { name: 'profile', source: 'user file [profiles.fast]', values: { model: 'small' } },
    ]);
  });

  it('checks a profile only when it is selected', () => {
    expect([summary([layer('user', { profiles })]), summary([layer('user', { profiles, profile: 'broken' })])]).toEqual(
      [
        { config: { profiles }, warnings: [] },
        {
          code: 'invalid-value',
          source: 'user file [profiles.broken]',
          key: 'model',
          message: '`model` must be a string; found `5`',
        },
      ],
    );
  });

  it('lets the session win over a profile', () => {
    const layers = [layer('user', { profile: 'fast', profiles }), layer('session', { model: 'mine' })];
    expect(summary(layers)).toEqual({ config: { profile: 'fast', profiles, model: 'mine' }, warnings: [] });
  });

  it('refuses a server whose transport is torn between two files', () => {
    const layers = [
      layer('user', { mcp_servers: { a: { url: 'http://x' } } }),
      layer('project', { mcp_servers: { a: { command: 'x' } } }),
    ];
    expect(summary(layers)).toEqual({
      code: 'invalid-value',
      source: 'project file',
      key: 'mcp_servers.a',
      message:
        '`mcp_servers.a` has `command` and also `url`, which belongs to the other kind of server; remove one of the two',
    });
  });
});

describe('redactConfig', () => {
  it('replaces every secret and nothing else', () => {
    const redacted = redactConfig({
      model: 'x',
      model_providers: { m: { env_key: 'K', experimental_bearer_token: 's', http_headers: { a: 's' } } },
      mcp_servers: { m: { command: 'c', args: ['--token', 's'], env: { A: 's' }, env_vars: ['B'] } },
      shell_environment_policy: { set: { A: 's' }, inherit: 'core' },
    });
    expect(redacted).toEqual({
      model: 'x',
      model_providers: {
        m: { env_key: 'K', experimental_bearer_token: '[redacted]', http_headers: { a: '[redacted]' } },
      },
      mcp_servers: {
        m: { command: 'c', args: ['[redacted]', '[redacted]'], env: { A: '[redacted]' }, env_vars: ['B'] },
      },
      shell_environment_policy: { set: { A: '[redacted]' }, inherit: 'core' },
    });
  });
});
