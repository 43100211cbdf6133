import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { InMemorySandbox, type ScriptedCommand } from '../../../src/adapters/in-memory/in-memory-sandbox.js';
import { execCommand } from '../../../src/application/tools/exec-command-tool.js';
import type { PreparedCall } from '../../../src/application/tools/tool.js';
import { updatePlan } from '../../../src/application/tools/update-plan.js';
import { writeStdin } from '../../../src/application/tools/write-stdin.js';
import type { TurnScope } from '../../../src/application/turn/turn-scope.js';
import { CodexError } from '../../../src/domain/codex-error.js';
import { readOnlyProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import type { CommandOutcome } from '../../../src/ports/process-sandbox.js';
import { absolute, doubles, failureOf, functionCall, scopeWith, settled } from '../support/build.js';

const never = new AbortController().signal;

function setUp(script: readonly ScriptedCommand[] = [], scoped: Partial<TurnScope> = {}) {
  const clock = new FixedClock();
  const sandbox = new InMemorySandbox(script);
  const { scope, events } = scopeWith(doubles({ clock, sandbox }), scoped);
  const prepare = async (values: unknown) => execCommand.prepare(functionCall('exec_command', values), scope);
  const run = async (values: unknown, signal = never) => runOf(await prepare(values), signal);
  const poll = async (values: unknown, signal = never) =>
    runOf(await writeStdin.prepare(functionCall('write_stdin', values), scope), signal);
  return { clock, sandbox, scope, events, prepare, run, poll };
}

function runOf(call: PreparedCall, signal: AbortSignal) {
  if (call.kind === 'answer') return Promise.resolve(call.output);
  return call.run(call.kind === 'run' ? call.permissions : 'escalated', signal);
}

const any: Pick<ScriptedCommand, 'argv'> = { argv: () => true };
const prints = (text: string) => [{ stream: 'stdout', text } as const];
const shown = { type: 'command_execution', command: "/bin/bash -lc 'echo hi'" } as const;

describe('exec_command', () => {
  it('runs a script in the shell of the user, and reports and shows what it printed', async () => {
    const { run, events, sandbox } = setUp([{ ...any, output: prints('hi\n') }]);
    expect(await run({ cmd: 'echo hi' })).toBe(
      'Chunk ID: 000001\nWall time: 0.0000 seconds\nProcess exited with code 0\nOriginal token count: 1\nOutput:\nhi\n',
    );
    expect(events).toEqual([
      {
        type: 'item.started',
        item: { id: 'item_0', ...shown, aggregated_output: '', exit_code: null, status: 'in_progress' },
      },
      { type: 'item.delta', item_id: 'item_0', item_type: 'command_execution', delta: 'hi\n' },
      {
        type: 'item.completed',
        item: { id: 'item_0', ...shown, aggregated_output: 'hi\n', exit_code: 0, status: 'completed' },
      },
    ]);
    expect(sandbox.spawned[0]).toMatchObject({ argv: ['/bin/bash', '-lc', 'echo hi'], cwd: '/repo' });
  });

  it('tells the model and the host what the network rules kept from it', async () => {
    const blocked = [{ host: 'evil.test', port: 443, protocol: 'connect', reason: 'not-allowed' }] as const;
    const { run, events } = setUp([{ ...any, blocked }]);
    expect(await run({ cmd: 'echo hi' })).toContain(
      '\nNetwork connections blocked: evil.test:443 (not allowed by the permission profile)\n',
    );
    expect(events.at(-1)).toMatchObject({ type: 'item.completed', item: { ...shown, blocked_connections: blocked } });
  });

  it.each<[string, object, readonly string[]]>([
    ['another shell', { shell: '/bin/zsh' }, ['/bin/zsh', '-lc', 'x']],
    ['no login', { login: false }, ['/bin/bash', '-c', 'x']],
  ])('runs with %s', async (_, values, argv) => {
    const { run, sandbox } = setUp([any]);
    await run({ cmd: 'x', ...values });
    expect(sandbox.spawned[0]?.argv).toEqual(argv);
  });

  it.each<[string, CommandOutcome, string, number]>([
    ['a failure', { kind: 'exited', exitCode: 2 }, 'Process exited with code 2', 2],
    ['a signal', { kind: 'signalled', signal: 'SIGKILL', exitCode: 137 }, 'Process exited with code 137', 137],
    [
      'a program that is missing',
      { kind: 'not-started', message: 'no such shell' },
      'exec_command failed: no such shell',
      -1,
    ],
  ])('reports %s', async (_, outcome, text, exitCode) => {
    const { run, events } = setUp([{ ...any, outcome }]);
    expect(await run({ cmd: 'x' })).toContain(text);
    expect(events.at(-1)).toMatchObject({ item: { exit_code: exitCode, status: 'failed' } });
  });

  it.each<[string, object, string]>([
    ['that is not there', { workdir: 'gone' }, 'working directory `/repo/gone` does not exist or is not a directory'],
    [
      'that is a file',
      { workdir: '.git/HEAD' },
      'working directory `/repo/.git/HEAD` does not exist or is not a directory',
    ],
  ])('does not start in a directory %s', async (_, values, message) => {
    const { run, events } = setUp();
    expect(await run({ cmd: 'echo hi', ...values })).toBe(`exec_command failed: ${message}`);
    const item = { id: 'item_0', ...shown, aggregated_output: message, exit_code: -1, status: 'failed' };
    expect(events).toEqual([{ type: 'item.completed', item }]);
  });

  it('says what to do when the sandbox refuses', async () => {
    const { run } = setUp();
    expect(await run({ cmd: 'a\0b' })).toBe(
      'exec_command failed: an argument of the command contains a null character; remove the null character',
    );
  });

  it('completes its item when the sandbox cannot even start', async () => {
    const { run, events, sandbox } = setUp();
    sandbox.spawn = () => {
      throw new CodexError('sandbox-unavailable', 'no sandbox');
    };
    expect(await run({ cmd: 'echo hi' })).toBe('exec_command failed: no sandbox');
    expect(events.map(({ type }) => type)).toEqual(['item.started', 'item.completed']);
    expect(events.at(-1)).toMatchObject({ item: { aggregated_output: 'no sandbox', exit_code: -1, status: 'failed' } });
  });

  it('completes its item when the sandbox turns out to be unavailable', async () => {
    const { run, events } = setUp([
      { ...any, run: () => Promise.reject(new CodexError('sandbox-unavailable', 'no sandbox')) },
    ]);
    expect(await run({ cmd: 'echo hi' })).toBe('exec_command failed: no sandbox');
    expect(events.at(-1)).toMatchObject({ item: { aggregated_output: 'no sandbox', exit_code: -1, status: 'failed' } });
  });

  it('starts nothing when the turn was interrupted meanwhile', async () => {
    const { run, sandbox, events } = setUp([any]);
    await failureOf(() => run({ cmd: 'x' }, AbortSignal.abort()));
    expect([sandbox.spawned, events]).toEqual([[], []]);
  });

  it('kills the command that the interruption finds running', async () => {
    const { run, clock } = setUp([{ ...any, outcome: 'never' }]);
    const abort = new AbortController();
    const running = run({ cmd: 'x' }, abort.signal);
    await clock.untilSleeping();
    await clock.advance(1_500);
    abort.abort();
    expect(await running).toBe('Wall time: 1.5 seconds\naborted by user');
  });

  it('cuts a huge output for the model, and shows most of it', async () => {
    const text = 'x'.repeat(3_000_000);
    const { run, events } = setUp([{ ...any, output: prints(text) }]);
    expect(String(await run({ cmd: 'x' })).length).toBeLessThan(41_000);
    const last = events.at(-1);
    const size =
      last?.type === 'item.completed' && last.item.type === 'command_execution'
        ? last.item.aggregated_output.length
        : 0;
    expect(size).toBe(1_048_576 + '\n... 1951424 bytes omitted ...\n'.length);
  });

  it('is confined by the permissions of the turn', async () => {
    const context = { cwd: absolute('/repo'), workspaceRoots: [absolute('/repo')] };
    const permissions = { profile: readOnlyProfile(), context, approvalPolicy: 'never' } as const;
    const { run, sandbox } = setUp([any], { permissions });
    await run({ cmd: 'x' });
    expect(sandbox.requests[0]?.profile).toEqual(permissions.profile);
    expect(sandbox.requests[0]?.environment).toMatchObject({
      CODEX_SANDBOX_NETWORK_DISABLED: '1',
      CODEX_THREAD_ID: 'thread',
    });
  });

  it('leaves the sandbox only when somebody allowed it', async () => {
    const context = { cwd: absolute('/repo'), workspaceRoots: [absolute('/repo')] };
    const permissions = { profile: readOnlyProfile(), context, approvalPolicy: 'on-request' } as const;
    const { prepare, sandbox } = setUp([any], { permissions });
    const asking = await prepare({ cmd: 'x', sandbox_permissions: 'require_escalated', justification: 'May I?' });
    expect(asking).toMatchObject({
      kind: 'ask',
      question: { kind: 'command', command: ['/bin/bash', '-lc', 'x'], reason: 'May I?' },
    });
    if (asking.kind === 'ask') await asking.run('escalated', never);
    expect(sandbox.requests[0]?.profile).toEqual({ kind: 'disabled' });
  });

  it('is the same request only in the same directory', async () => {
    const context = { cwd: absolute('/repo'), workspaceRoots: [absolute('/repo')] };
    const permissions = { profile: readOnlyProfile(), context, approvalPolicy: 'on-request' } as const;
    const { prepare } = setUp([], { permissions });
    const keys = await Promise.all(
      [{ cmd: 'x' }, { cmd: 'x', justification: 'y' }, { cmd: 'x', workdir: 'sub' }, { cmd: 'x', login: false }].map(
        async (values) => {
          const call = await prepare({ ...values, sandbox_permissions: 'require_escalated' });
          return call.kind === 'ask' ? call.grantKey : call.kind;
        },
      ),
    );
    expect([keys[0] === keys[1], new Set(keys).size]).toEqual([true, 3]);
  });
});

describe('a command that goes on', () => {
  const echo: ScriptedCommand = {
    ...any,
    run: async (io) => {
      io.print('stdout', 'started\n');
      return io.untilKilled();
    },
  };

  async function started(tty = true) {
    const parts = setUp([echo]);
    const running = parts.run({ cmd: 'echo hi', tty, yield_time_ms: 250 });
    await parts.clock.untilSleeping();
    await parts.clock.advance(250);
    return { ...parts, report: await running };
  }

  it('is kept as a session, and looked at again', async () => {
    const { report, poll, clock, sandbox } = await started();
    expect(report).toContain('Process running with session ID 1\n');
    const polling = poll({ session_id: 1 });
    await clock.untilSleeping();
    await clock.advance(5_000);
    expect(await polling).toContain('Process running with session ID 1\nOriginal token count: 0\nOutput:\n');
    await sandbox.close();
    await settled();
    expect(await poll({ session_id: 1 })).toContain('Process exited with code 137');
    expect(await poll({ session_id: 1 })).toBe('write_stdin failed: Unknown process id 1');
  });

  it('is not killed when the turn is interrupted while it is only looked at', async () => {
    const { poll, clock, scope } = await started();
    const abort = new AbortController();
    const polling = poll({ session_id: 1 }, abort.signal);
    await clock.untilSleeping();
    abort.abort();
    expect(await polling).toBe('Wall time: 0.0 seconds\naborted by user');
    await settled();
    expect([scope.sessions.find(1) !== undefined, scope.sessions.find(1)?.outcome]).toEqual([true, undefined]);
  });

  it('gets what is written to it', async () => {
    const wanted: ScriptedCommand = {
      ...any,
      run: async (io) => {
        io.print('stdout', new TextDecoder().decode(await io.readInput()));
        return { kind: 'exited', exitCode: 0 };
      },
    };
    const { run, poll, clock, scope } = setUp([wanted]);
    const running = run({ cmd: 'cat', tty: true });
    await clock.untilSleeping();
    await clock.advance(10_000);
    await running;
    const written = poll({ session_id: 1, chars: 'hello\n' });
    await clock.untilSleeping();
    await clock.advance(250);
    expect(await written).toContain('session ID 1');
    expect(scope.sessions.find(1)).toBeDefined();
  });

  it('says that nothing reads what is written when it has no terminal', async () => {
    const { poll, scope } = await started(false);
    expect(await poll({ session_id: 1, chars: 'yes\n' })).toBe(
      'write_stdin failed: the command has no open stdin; start the command with `tty` set to true to be able to type',
    );
    expect(scope.sessions.find(1)?.outcome).toBeUndefined();
  });

  it('ends at Ctrl-C even without a terminal', async () => {
    const { poll, scope } = await started(false);
    expect(await poll({ session_id: 1, chars: '\u0003' })).toContain('\nProcess exited with code 137\n');
    expect(scope.sessions.find(1)).toBeUndefined();
  });

  it.each([99, -1, 1.5, 1e300])('cannot be looked at under the id %s', async (session_id) => {
    const { poll } = setUp();
    expect(await poll({ session_id })).toBe(`write_stdin failed: Unknown process id ${session_id}`);
  });
});

describe('update_plan', () => {
  it('shows the plan, and answers', async () => {
    const { scope, events } = setUp();
    const call = functionCall('update_plan', {
      plan: [
        { step: 'a', status: 'completed' },
        { step: 'b', status: 'in_progress' },
      ],
    });
    expect(await updatePlan.prepare(call, scope)).toEqual({ kind: 'answer', output: 'Plan updated' });
    const items = [
      { text: 'a', completed: true },
      { text: 'b', completed: false },
    ];
    expect(events).toEqual([{ type: 'item.started', item: { id: 'item_0', type: 'todo_list', items } }]);
  });

  it('shows nothing of a plan that is none', async () => {
    const { scope, events } = setUp();
    const prepared = await updatePlan.prepare(functionCall('update_plan', { plan: 'x' }), scope);
    expect([prepared.kind, events]).toEqual(['answer', []]);
  });
});
