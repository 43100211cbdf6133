import { join } from 'node:path';
import { test } from 'vitest';
import { describeProcessSandbox } from '../../../src/testing/describe-process-sandbox.js';
import { LoopbackServer } from '../../support/loopback-server.js';
import { describeOnLinux } from './support/on-linux.js';
import { TestBench } from './support/test-bench.js';

describeOnLinux('BubblewrapSandbox', () => {
  for (const level of ['hardened', 'compatibility'] as const) {
    const supports = { fileSystem: 'enforced', network: 'enforced', backgroundProcesses: 'killed' } as const;
    describeProcessSandbox({ test }, { name: `bubblewrap, ${level},`, supports }, async () => {
      const bench = new TestBench({ level });
      const server = await LoopbackServer.open();
      const request = await bench.request(['true']);
      return {
        sandbox: bench.sandbox,
        request: (argv, profile) => bench.request(argv, profile),
        unenforceable: [
          { ...request, profile: { kind: 'disabled' } },
          { ...request, profile: { kind: 'external', network: 'restricted' } },
        ],
        files: { inside: join(bench.workspace, 'file'), outside: join(bench.outside, 'file') },
        connect: server.connect,
        cleanUp: async () => {
          await bench.close();
          await server.close();
        },
      };
    });
  }
});
