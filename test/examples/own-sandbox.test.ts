import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { TrustingSandbox } from '../../examples/06-own-sandbox/trusting-sandbox.mjs';
import { parseAbsolutePath } from '../../src/domain/paths/absolute-path.js';
import type { ProcessSandbox } from '../../src/ports/process-sandbox.js';
import { describeProcessSandbox } from '../../src/testing/describe-process-sandbox.js';

const supports = { fileSystem: 'not-enforced', backgroundProcesses: 'killed', streamNames: 'closed' } as const;

// The example runs the same suite under the test runner of Node.js: no runner is preferred.
describeProcessSandbox({ test }, { name: 'TrustingSandbox', supports }, async () => {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'trusting-')));
  const parsed = parseAbsolutePath(directory);
  if (!parsed.ok) throw new Error(`\`${directory}\` should be an absolute path`);
  const cwd = parsed.value;
  const sandbox: ProcessSandbox = new TrustingSandbox();
  return {
    sandbox,
    request: (argv) => ({
      argv,
      cwd,
      environment: { PATH: process.env.PATH ?? '' },
      profile: { kind: 'disabled' },
      context: { cwd, workspaceRoots: [cwd] },
      facts: new Map(),
    }),
    files: { inside: join(directory, 'inside'), outside: join(tmpdir(), 'never-written') },
    cleanUp: async () => {
      await sandbox.close?.();
      await rm(directory, { recursive: true });
    },
  };
});
