import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NoSandbox } from '../../src/adapters/no-sandbox/no-sandbox.js';
import type { AbsolutePath } from '../../src/domain/paths/absolute-path.js';
import { describeProcessSandbox, type ProcessSandboxSupport } from '../../src/testing/describe-process-sandbox.js';
import type { ProcessSandboxSubject } from '../../src/testing/process-sandbox-subject.js';
import { describeOnLinux } from '../adapters/bubblewrap/support/on-linux.js';
import { TestBench } from '../adapters/bubblewrap/support/test-bench.js';
import { LoopbackServer } from '../support/loopback-server.js';
import { type Mistake, MistakenSandbox, mistakes, weaknesses } from './support/wrong-sandboxes.js';

/** The demands of the suite by name: whatever can call a function can run it. */
function demandsOn(
  supports: ProcessSandboxSupport,
  create: () => Promise<ProcessSandboxSubject>,
): ReadonlyMap<string, () => Promise<void>> {
  const demands = new Map<string, () => Promise<void>>();
  const test = (name: string, run: () => Promise<void>): void => void demands.set(name.replace('it ', ''), run);
  describeProcessSandbox({ test }, { name: 'it', supports, deadlineMs: 9_000 }, create);
  return demands;
}

describe.skipIf(process.platform === 'win32')('the contract of ProcessSandbox', () => {
  const supports = { fileSystem: 'not-enforced', backgroundProcesses: 'killed' } as const;
  const subject = async (mistake: Mistake): Promise<ProcessSandboxSubject> => {
    const folder = mkdtempSync(join(tmpdir(), 'wrong sandbox-')) as AbsolutePath;
    const right = new NoSandbox({ backgroundProcesses: 'killed' });
    const context = { cwd: folder, workspaceRoots: [folder] };
    const environment = { PATH: '/usr/bin:/bin' };
    return {
      sandbox: new MistakenSandbox(right, mistake),
      request: (argv) => ({ argv, cwd: folder, environment, profile: { kind: 'disabled' }, context, facts: new Map() }),
      files: { inside: join(folder, 'file'), outside: join(tmpdir(), 'never written') },
      cleanUp: async () => {
        await right.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  };

  it.concurrent.each(Object.entries(mistakes))('catches a sandbox that %s', async (_, [mistake, demand]) => {
    const run = demandsOn(supports, () => subject(mistake)).get(demand);
    await expect(run?.()).rejects.toThrow();
  });

  it('catches a sandbox that leaves background processes and says that it kills them', async () => {
    const right = new NoSandbox({ backgroundProcesses: 'left' });
    const create = async (): Promise<ProcessSandboxSubject> => ({ ...(await subject({})), sandbox: right });
    const run = demandsOn(supports, create).get('kills what a command leaves behind');
    await expect(run?.()).rejects.toThrow('the look for the late file');
    await right.close();
  });
});

describeOnLinux('the contract of a ProcessSandbox that enforces', () => {
  const supports = { fileSystem: 'enforced', network: 'enforced', backgroundProcesses: 'killed' } as const;
  const subject = async (mistake: Mistake): Promise<ProcessSandboxSubject> => {
    const bench = new TestBench();
    const server = await LoopbackServer.open();
    const request = await bench.request(['true']);
    return {
      sandbox: new MistakenSandbox(bench.sandbox, mistake),
      request: (argv, profile) => bench.request(argv, profile),
      unenforceable: [{ ...request, profile: { kind: 'disabled' } }],
      files: { inside: join(bench.workspace, 'file'), outside: join(bench.outside, 'file') },
      connect: server.connect,
      cleanUp: async () => {
        await bench.close();
        await server.close();
      },
    };
  };

  it.each(Object.entries(weaknesses))('catches a sandbox that %s', async (_, [mistake, demand]) => {
    const run = demandsOn(supports, () => subject(mistake)).get(demand);
    await expect(run?.()).rejects.toThrow();
  });

  it('catches a `request` that takes another profile than the one that it is given', async () => {
    const create = async (): Promise<ProcessSandboxSubject> => {
      const right = await subject({});
      return { ...right, request: (argv) => right.request(argv) };
    };
    const run = demandsOn(supports, create).get('hides what a rule denies in the workspace, or refuses the rule');
    await expect(run?.()).rejects.toThrow('the profile of `request`, which has to take the one that it is given');
  });
});
