import { expect, it } from 'vitest';
import { foreignSandbox } from '../../../src/cli/sandbox/foreign-sandbox.js';
import type { SandboxPlatform } from '../../../src/cli/sandbox/sandbox-command.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { NetworkPolicy } from '../../../src/domain/permissions/network-policy.js';
import type { PathFacts } from '../../../src/domain/permissions/path-facts.js';
import { type CodexOptions, createCodex, type ProcessSandbox, type SandboxRequest } from '../../../src/index.js';
import { managed, wholeDisk } from '../../adapters/bubblewrap/support/test-bench.js';

const cwd = '/ws' as AbsolutePath;

async function sandboxOf(platform: SandboxPlatform, config: CodexOptions['config'] = {}): Promise<ProcessSandbox> {
  await using codex = createCodex({ userConfig: 'ignore', config });
  return await foreignSandbox(platform, codex);
}

function request(network: NetworkPolicy): SandboxRequest {
  const profile = managed([wholeDisk('read')], network);
  const context = { cwd, workspaceRoots: [cwd] };
  const facts: PathFacts = new Map([[cwd, { type: 'directory', realPath: cwd, symlinks: [] }]]);
  return { argv: ['true'], cwd, environment: {}, profile, context, facts };
}

it.each([
  ['linux', 'bubblewrap'],
  ['macos', 'seatbelt'],
] as const)('the sandbox of %s shows plans for profiles that filter the network', async (platform, name) => {
  const sandbox = await sandboxOf(platform);
  const network = {
    kind: 'filtered',
    mode: 'full',
    allowedDomains: ['ok.test'],
    deniedDomains: [],
    localAddresses: 'denied',
  } as const;
  expect(sandbox.plan(request(network))).toMatchObject({ ok: true, value: { sandbox: name } });
});

it.each<[SandboxPlatform, SandboxRequest]>([
  ['linux', request('restricted')],
  ['macos', request('enabled')],
])('the sandbox of %s plans at the level of the configuration', async (platform, asked) => {
  const [hardened, compatible] = await Promise.all([
    sandboxOf(platform),
    sandboxOf(platform, { sandbox_level: 'compatibility' }),
  ]);
  const [strict, loose] = [hardened, compatible].map((sandbox) => sandbox.plan(asked));
  expect([strict?.ok, loose?.ok]).toEqual([true, true]);
  expect(strict).not.toEqual(loose);
});

it('a closed network is refused for Windows, unless the configuration asks for less', async () => {
  const windows = { ...request('restricted'), cwd: 'C:\\ws' as AbsolutePath };
  const [hardened, compatible] = await Promise.all([
    sandboxOf('windows'),
    sandboxOf('windows', { sandbox_level: 'compatibility' }),
  ]);
  expect(hardened.plan(windows)).toMatchObject({
    ok: false,
    error: { remedy: expect.stringContaining('set `sandbox_level = "compatibility"`') },
  });
  expect(compatible.plan(windows)).toMatchObject({ ok: true });
});
