import { describe, expect, it, test } from 'vitest';
import { InMemorySandbox, type ScriptedCommand } from '../../../src/adapters/in-memory/in-memory-sandbox.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { SandboxRequest } from '../../../src/ports/process-sandbox.js';
import { describeProcessSandbox } from '../../../src/testing/describe-process-sandbox.js';
import { contractCommands, floodBytes } from '../../../src/testing/process-sandbox-commands.js';
import { runCommand } from '../../../src/testing/run-sandboxed.js';

const printed = [
  { stream: 'stdout', text: 'out\n' },
  { stream: 'stderr', text: 'err\n' },
] as const;
const exited = { kind: 'exited', exitCode: 0 } as const;

const played: readonly ScriptedCommand[] = [
  { argv: contractCommands.print, output: printed },
  { argv: contractCommands.printThroughDevices, output: printed },
  { argv: contractCommands.fail, outcome: { kind: 'exited', exitCode: 3 } },
  { argv: contractCommands.endBySignal, outcome: { kind: 'signalled', signal: 'SIGTERM', exitCode: 143 } },
  {
    argv: contractCommands.missing,
    outcome: { kind: 'not-started', message: `the program \`${contractCommands.missing[0]}\` does not exist` },
  },
  { argv: contractCommands.hang, output: [{ stream: 'stdout', text: 'ready\n' }], outcome: 'never' },
  { argv: contractCommands.leaveChild, output: [{ stream: 'stdout', text: 'done\n' }] },
  { argv: contractCommands.leavePrinter, output: [{ stream: 'stdout', text: 'done\n' }] },
  { argv: contractCommands.awaitPrinter },
  { argv: contractCommands.listDirectory },
  { argv: ({ argv, cwd }) => argv[2] === 'test "$1" -ef .' && argv[4] === cwd },
  {
    argv: contractCommands.notExecutable,
    outcome: { kind: 'not-started', message: `\`${contractCommands.notExecutable[0]}\` is not executable` },
  },
  {
    argv: contractCommands.echoLine,
    run: async ({ readInput, print }) => {
      print('stdout', 'ready\n');
      print('stdout', await readInput());
      return exited;
    },
  },
  {
    argv: contractCommands.showArguments,
    run: ({ plan, print }) => {
      for (const argument of plan.argv.slice(4)) print('stdout', `[${argument}]`);
      return exited;
    },
  },
  {
    argv: contractCommands.showEnvironment,
    run: ({ plan, print }) => {
      for (const [name, value] of Object.entries(plan.environment)) print('stdout', `${name}=${value}\n`);
      return exited;
    },
  },
  {
    argv: contractCommands.copyInput,
    run: async ({ readInput, print }) => {
      print('stdout', await readInput());
      return exited;
    },
  },
  {
    argv: contractCommands.printBytes,
    run: ({ print }) => {
      print('stdout', new Uint8Array([0, 255, 128, 10]));
      return exited;
    },
  },
  {
    argv: contractCommands.flood,
    run: ({ print }) => {
      print('stdout', new Uint8Array(floodBytes));
      return exited;
    },
  },
  {
    argv: ({ argv }) => argv[2] === 'echo "$1"',
    run: ({ plan, print }) => {
      print('stdout', `${plan.argv[4]}\n`);
      return exited;
    },
  },
];

function request(argv: readonly [string, ...string[]]): SandboxRequest {
  const cwd = '/workspace' as AbsolutePath;
  const context = { cwd, workspaceRoots: [cwd] };
  return { argv, cwd, environment: { PATH: '/bin' }, profile: { kind: 'disabled' }, context, facts: new Map() };
}

const supports = { fileSystem: 'not-enforced', backgroundProcesses: 'left' } as const;
describeProcessSandbox({ test }, { name: 'InMemorySandbox', supports }, async () => ({
  sandbox: new InMemorySandbox(played.map((command) => ({ ...command, repeats: true }))),
  request,
}));

describe('InMemorySandbox', () => {
  it('keeps what it was asked and what it was told to run', async () => {
    const sandbox = new InMemorySandbox([{ argv: ['make'] }]);
    const wish = request(['make']);
    await runCommand(sandbox, wish);
    const plan = { sandbox: 'in-memory', argv: ['make'], cwd: '/workspace', environment: { PATH: '/bin' } };
    expect({ requests: sandbox.requests, spawned: sandbox.spawned }).toEqual({ requests: [wish], spawned: [plan] });
    sandbox.assertFinished();
  });

  it('throws for a command that the script does not know, or knows no more', async () => {
    const sandbox = new InMemorySandbox([{ argv: ['make'] }]);
    await runCommand(sandbox, request(['make']));
    expect(() => runCommand(sandbox, request(['make']))).toThrow('the script has no command for ["make"]');
  });

  it('tells which commands were never run', () => {
    const sandbox = new InMemorySandbox([{ argv: ['make'] }, { argv: ['ls'], repeats: true }]);
    expect(() => sandbox.assertFinished()).toThrow('1 commands of the script were not run');
  });

  it('refuses what it was told to refuse', () => {
    const refusal = { code: 'unsupported-policy', message: 'no', remedy: 'none' } as const;
    const sandbox = new InMemorySandbox([], { refuse: ({ argv }) => (argv[0] === 'rm' ? refusal : undefined) });
    expect(sandbox.plan(request(['rm']))).toEqual({ ok: false, error: refusal });
    expect(sandbox.plan(request(['ls'])).ok).toBe(true);
  });

  it('tells the capabilities that it was given', async () => {
    const capabilities = {
      status: 'unavailable',
      sandbox: 'in-memory',
      cause: 'missing-binary',
      message: 'gone',
      remedy: 'install it',
    } as const;
    expect(await new InMemorySandbox([], { capabilities }).probe()).toEqual(capabilities);
  });
});
