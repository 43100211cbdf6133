import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { isatty } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { BubblewrapSandbox } from '../../../src/adapters/bubblewrap/bubblewrap-sandbox.js';
import { NoSandbox } from '../../../src/adapters/no-sandbox/no-sandbox.js';
import { loadPseudoTerminals } from '../../../src/adapters/node-pty/load-pseudo-terminals.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { readOnlyProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import type { CommandOutcome, ProcessSandbox, SandboxRequest } from '../../../src/ports/process-sandbox.js';
import type { PseudoTerminals } from '../../../src/ports/pseudo-terminals.js';

const size = { columns: 100, rows: 30 };

async function terminals(): Promise<PseudoTerminals> {
  const loaded = await loadPseudoTerminals();
  if (loaded === undefined) throw new Error('the package is not installed');
  return loaded;
}

function collecting(): { readonly text: () => string; readonly onOutput: (bytes: Uint8Array) => void } {
  let text = '';
  return { text: () => text, onOutput: (bytes) => (text += Buffer.from(bytes).toString('utf8')) };
}

describe.runIf(process.platform === 'linux')('a terminal that is opened', () => {
  it('is a device for a child, and ends when the last child that holds it has ended', async () => {
    const { text, onOutput } = collecting();
    const terminal = (await terminals()).open(size, onOutput);
    if (terminal === undefined) throw new Error('no terminal');
    const { device } = terminal;
    expect(isatty(device)).toBe(true);
    spawnSync('/bin/sh', ['-c', 'stty size; echo out'], { stdio: [device, device, device] });
    terminal.closeDevice();
    await terminal.ended;
    terminal.close();
    expect(text()).toBe('30 100\r\nout\r\n');
  });

  it('leaves no descriptor behind, whether or not it was used', async () => {
    const made = await terminals();
    const before = readdirSync('/proc/self/fd').length;
    const opened = Array.from({ length: 20 }, () => made.open(size, () => undefined));
    for (const terminal of opened) terminal?.close();
    await Promise.all(opened.map((terminal) => terminal?.ended));
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});

describe.runIf(process.platform !== 'win32')('a program that is started in a terminal', () => {
  const program = (argv: readonly [string, ...string[]], onOutput: (bytes: Uint8Array) => void) => ({
    argv,
    cwd: '/',
    environment: { PATH: process.env.PATH ?? '', ONLY: 'this' },
    size,
    onOutput,
  });

  it('gets its directory, environment and size, and ends with its exit code', async () => {
    const { text, onOutput } = collecting();
    const script = 'pwd; stty size; echo $ONLY $HOME; exit 4';
    const { exited } = (await terminals()).start(program(['/bin/sh', '-c', script], onOutput));
    expect([await exited, text()]).toEqual([{ exitCode: 4 }, '/\r\n30 100\r\nthis\r\n']);
  });

  it('is told by signal from one that exits', async () => {
    const { exited } = (await terminals()).start(program(['/bin/sh', '-c', 'kill -9 $$'], () => undefined));
    expect(await exited).toMatchObject({ signal: 9 });
  });

  it.runIf(process.platform === 'linux')('is a failure when there is no such directory', async () => {
    const made = await terminals();
    const start = () => made.start({ ...program(['/bin/true'], () => undefined), cwd: '/nowhere' });
    expect(start).toThrow('cannot be executed in `/nowhere`');
  });

  it.runIf(process.platform === 'linux')('loses nothing of its output while this process is busy', async () => {
    const { text, onOutput } = collecting();
    const { exited } = (await terminals()).start(program(['/usr/bin/seq', '1', '2000'], onOutput));
    for (let pause = 0; pause < 5; pause += 1) {
      spawnSync('/bin/sleep', ['0.2']);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await exited;
    expect(text()).toBe(`${Array.from({ length: 2_000 }, (_, index) => index + 1).join('\r\n')}\r\n`);
  });

  it('may be typed to after its end, which changes nothing', async () => {
    const running = (await terminals()).start(program(['/bin/true'], () => undefined));
    await running.exited;
    expect(running.write(Buffer.from('late'))).toBe(undefined);
  });
});

const workspace = '/usr' as AbsolutePath;

function request(sandbox: 'bubblewrap' | 'none', script: string): SandboxRequest {
  return {
    argv: ['/bin/sh', '-c', script],
    cwd: workspace,
    environment: { PATH: process.env.PATH ?? '' },
    profile: sandbox === 'none' ? { kind: 'disabled' } : readOnlyProfile(),
    context: { cwd: workspace, workspaceRoots: [] },
    facts: new Map(),
  };
}

describe.runIf(process.platform === 'linux').each([
  ['bubblewrap', (load: () => Promise<PseudoTerminals | undefined>) => new BubblewrapSandbox({ terminals: load })],
  ['none', (load: () => Promise<PseudoTerminals | undefined>) => new NoSandbox({ terminals: load })],
] as const)('the sandbox %s', (name, create) => {
  async function run(
    load: () => Promise<PseudoTerminals | undefined>,
    script: string,
    act: (process: ReturnType<ProcessSandbox['spawn']>) => void = () => undefined,
    more: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<{ readonly outcome: CommandOutcome; readonly text: string }> {
    const sandbox = create(load);
    const { text, onOutput } = collecting();
    try {
      await sandbox.probe();
      const planned = sandbox.plan(request(name, script));
      if (!planned.ok) throw new Error(planned.error.message);
      const options = {
        stdin: 'open',
        terminal: size,
        onOutput: ({ bytes }: { bytes: Uint8Array }) => onOutput(bytes),
      } as const;
      const process = sandbox.spawn(planned.value, { ...options, ...more });
      act(process);
      return { outcome: await process.outcome, text: text() };
    } finally {
      await sandbox.close();
    }
  }

  it('takes pipes where there are no terminals', async () => {
    const { outcome, text } = await run(
      async () => undefined,
      'test -t 0 || echo pipe; cat',
      (process) => {
        process.write(Buffer.from('typed\n'));
        process.end();
      },
    );
    expect([outcome, text]).toEqual([{ kind: 'exited', exitCode: 0 }, 'pipe\ntyped\n']);
  });

  it('keeps what is typed before the command has started, and ends the input as a person does', async () => {
    const { outcome, text } = await run(loadPseudoTerminals, 'stty -echo; cat', (process) => {
      process.write(Buffer.from('early\n'));
      process.end();
    });
    expect([outcome, text.endsWith('early\r\n')]).toEqual([{ kind: 'exited', exitCode: 0 }, true]);
  });

  it('delivers everything that was printed before the end', async () => {
    const { text } = await run(loadPseudoTerminals, 'seq 1 20000');
    expect(text).toBe(`${Array.from({ length: 20_000 }, (_, index) => index + 1).join('\r\n')}\r\n`);
  });

  it('ends by time, by signal, by hand, and before the start', async () => {
    const outcomes = await Promise.all([
      run(loadPseudoTerminals, 'sleep 60', undefined, { timeoutMs: 300 }),
      run(loadPseudoTerminals, 'sleep 60', undefined, { signal: AbortSignal.timeout(300) }),
      run(loadPseudoTerminals, 'sleep 60', undefined, { signal: AbortSignal.abort() }),
      run(loadPseudoTerminals, 'sleep 60', (process) => process.kill()),
    ]);
    expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(['timed-out', 'aborted', 'aborted', 'aborted']);
  });
});
