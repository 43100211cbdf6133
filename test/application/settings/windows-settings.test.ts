import { describe, expect, it } from 'vitest';
import { FixedEnvironment } from '../../../src/adapters/in-memory/fixed-environment.js';
import { InMemoryConfigSource } from '../../../src/adapters/in-memory/in-memory-config-source.js';
import { InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { describePermissions } from '../../../src/application/settings/resolve-permissions.js';
import { resolveThreadSettings } from '../../../src/application/settings/resolve-thread-settings.js';
import type { ThreadOptions } from '../../../src/application/settings/thread-options.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { JsonObject } from '../../../src/domain/tools/tool-definition.js';

const cwd = 'C:\\repo' as AbsolutePath;
const home = 'C:\\Users\\me' as AbsolutePath;

async function permissionsOnWindows(
  options: ThreadOptions,
  { variables = {}, config = {} }: { readonly variables?: Record<string, string>; readonly config?: JsonObject } = {},
) {
  const environment = new FixedEnvironment({
    platform: 'windows',
    workingDirectory: cwd,
    homeDirectory: home,
    variables,
  });
  const { permissions, temporary, warnings } = await resolveThreadSettings(options, {
    codex: {
      codexHome: 'C:\\Users\\me\\.codex' as AbsolutePath,
      userConfig: 'load',
      rules: 'load',
      unknownKeys: 'warn',
      layers: async () => [],
      configSource: new InMemoryConfigSource([
        { name: 'user', source: 'C:\\Users\\me\\.codex\\config.toml', values: config },
      ]),
      originator: 'test',
      source: 'sdk',
      approvals: 'unanswered',
    },
    environment,
    fileSystem: new InMemoryFileSystem({ 'C:\\repo\\sub\\x': '', 'C:\\out\\x': '' }),
  });
  return describePermissions({ permissions, temporary, warnings }, { cwd, loaded: silent, resolved: silent });
}

const silent = { warnings: [] };

describe('the permissions of a thread on Windows', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['TEMP before TMP', { TMP: 'D:\\b', TEMP: 'D:\\a' }, 'D:\\a'],
    ['TMP where TEMP is empty', { TEMP: '', TMP: 'D:\\b' }, 'D:\\b'],
    ['a name in any case', { Temp: 'd:/x/../a' }, 'D:\\a'],
    ['nothing else', { TMPDIR: 'D:\\c' }, undefined],
  ])('know the temporary directory: %s', async (_, variables, expected) => {
    const { context } = await permissionsOnWindows({}, { variables });
    expect([context.tmpdir, context.slashTmp]).toEqual([expected, undefined]);
  });

  it('resolve further directories by the rules of Windows', async () => {
    const { context } = await permissionsOnWindows({
      sandboxMode: 'workspace-write',
      additionalDirectories: ['sub', '..\\other', 'D:/data'],
    });
    expect(context.workspaceRoots).toEqual(['C:\\repo', 'C:\\repo\\sub', 'C:\\other', 'D:\\data']);
  });

  it('compile a profile that is written with paths of Windows', async () => {
    const filesystem = {
      ':root': 'read',
      'C:\\out': 'write',
      '~/notes': 'write',
      ':workspace_roots': { '.': 'write' },
    };
    const { context, effectiveProfile } = await permissionsOnWindows(
      {},
      { config: { default_permissions: 'mine', permissions: { mine: { filesystem } } } },
    );
    expect(context.workspaceRoots).toEqual(['C:\\repo']);
    const paths = JSON.stringify(effectiveProfile);
    for (const path of ['C:\\out', 'C:\\Users\\me\\notes', 'C:\\repo']) expect(paths).toContain(JSON.stringify(path));
  });
});
