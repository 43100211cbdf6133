import { expect, it } from 'vitest';
import { foreignSandbox } from '../../../src/cli/sandbox/foreign-sandbox.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { managed, wholeDisk } from '../../adapters/bubblewrap/support/test-bench.js';

it.each([
  ['linux', 'bubblewrap'],
  ['macos', 'seatbelt'],
] as const)('the sandbox of %s shows plans for profiles that filter the network', async (platform, name) => {
  const sandbox = await foreignSandbox(platform);
  const network = {
    kind: 'filtered',
    mode: 'full',
    allowedDomains: ['ok.test'],
    deniedDomains: [],
    localAddresses: 'denied',
  } as const;
  const cwd = '/ws' as AbsolutePath;
  const planned = sandbox.plan({
    argv: ['true'],
    cwd,
    environment: {},
    profile: managed([wholeDisk('read')], network),
    context: { cwd, workspaceRoots: [cwd] },
    facts: new Map([[cwd, { type: 'directory', realPath: cwd, symlinks: [] }]]),
  });
  expect(planned).toMatchObject({ ok: true, value: { sandbox: name } });
});
