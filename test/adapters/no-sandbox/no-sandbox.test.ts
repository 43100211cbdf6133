import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { NoSandbox } from '../../../src/adapters/no-sandbox/no-sandbox.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import type { SandboxRequest } from '../../../src/ports/process-sandbox.js';
import { describeProcessSandbox } from '../../../src/testing/describe-process-sandbox.js';
import { runCommand, startCommand } from '../../../src/testing/run-sandboxed.js';
import { readSlowly } from '../../support/slow-reader.js';

const everything = { kind: 'unrestricted' } as const;
const readOnly: PermissionProfile = {
  kind: 'managed',
  fileSystem: {
    kind: 'restricted',
    entries: [{ path: { kind: 'special', special: { kind: 'root' } }, access: 'read' }],
  },
  network: 'enabled',
};

function request(cwd: string, argv: readonly [string, ...string[]], profile: PermissionProfile): SandboxRequest {
  const path = cwd as AbsolutePath;
  const context = { cwd: path, workspaceRoots: [path] };
  return { argv, cwd: path, environment: { PATH: '/usr/bin:/bin' }, profile, context, facts: new Map() };
}

describe.skipIf(process.platform === 'win32')('NoSandbox', () => {
  const supports = { fileSystem: 'not-enforced', backgroundProcesses: 'left' } as const;
  describeProcessSandbox({ test }, { name: 'without a sandbox,', supports }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no sandbox-'));
    const sandbox = new NoSandbox();
    return {
      sandbox,
      request: (argv) => request(folder, argv, { kind: 'disabled' }),
      unenforceable: [
        request(folder, ['true'], readOnly),
        request(folder, ['true'], { kind: 'managed', fileSystem: everything, network: 'restricted' }),
      ],
      files: { inside: join(folder, 'file'), outside: join(tmpdir(), 'never written') },
      cleanUp: async () => {
        await sandbox.close();
        rmSync(folder, { recursive: true });
      },
    };
  });

  it('takes the profiles that leave everything open, or to somebody else', () => {
    const profiles: readonly PermissionProfile[] = [
      { kind: 'disabled' },
      { kind: 'external', network: 'restricted' },
      { kind: 'external', network: 'enabled' },
      { kind: 'managed', fileSystem: everything, network: 'enabled' },
    ];
    const sandbox = new NoSandbox();
    const plans = profiles.map((profile) => sandbox.plan(request('/', ['true', 'x'], profile)));
    const plan = { sandbox: 'none', argv: ['true', 'x'], cwd: '/', environment: { PATH: '/usr/bin:/bin' } };
    expect(plans).toEqual(profiles.map(() => ({ ok: true, value: plan })));
  });

  it('says that a missing working directory keeps a command from starting', async () => {
    const sandbox = new NoSandbox();
    const { outcome } = await runCommand(sandbox, request('/no/such/place', ['true'], { kind: 'disabled' }));
    await sandbox.close();
    expect(outcome).toEqual({ kind: 'not-started', message: 'the working directory `/no/such/place` does not exist' });
  });

  it('says that arguments are too long for the system', async () => {
    const sandbox = new NoSandbox();
    const { outcome } = await runCommand(sandbox, request('/', ['true', 'x'.repeat(200_000)], { kind: 'disabled' }));
    await sandbox.close();
    const message = 'the program `true` could not be started: its arguments are too long';
    expect(outcome).toEqual({ kind: 'not-started', message });
  });

  it('kills a process that left the group of its command', async () => {
    const sandbox = new NoSandbox();
    const script = 'setsid sleep 3600 & echo $!; wait';
    const {
      process: running,
      finished,
      printed,
    } = startCommand(sandbox, request('/', ['sh', '-c', script], { kind: 'disabled' }));
    await printed;
    running.kill();
    const { stdout } = await finished;
    const stray = Number(new TextDecoder().decode(stdout));
    await expect.poll(() => isAlive(stray)).toBe(false);
    await sandbox.close();
  });

  it('has a command wait whose output nobody takes, and loses none of it', async () => {
    const sandbox = new NoSandbox();
    const planned = sandbox.plan(request('/', ['head', '-c', '8000000', '/dev/zero'], { kind: 'disabled' }));
    if (!planned.ok) throw new Error(planned.error.message);
    expect(await readSlowly(sandbox, planned.value)).toEqual({ meanwhile: 0, total: 8_000_000 });
    await sandbox.close();
  });

  it('gives a shell whose input is open no reason to take itself for a remote one', async () => {
    const home = mkdtempSync(join(tmpdir(), 'codex-sdk-home-'));
    writeFileSync(join(home, '.bashrc'), 'echo from the start-up file\n');
    const sandbox = new NoSandbox();
    const shell = request(home, ['bash', '-c', 'read -r line; echo "$line"'], { kind: 'disabled' });
    const { process: running, finished } = startCommand(
      sandbox,
      { ...shell, environment: { ...shell.environment, HOME: home } },
      { stdin: 'open' },
    );
    running.write(new TextEncoder().encode('typed\n'));
    running.end();
    expect(new TextDecoder().decode((await finished).stdout)).toBe('typed\n');
    await sandbox.close();
    rmSync(home, { recursive: true });
  });

  it('has a writer wait while a command does not read', async () => {
    const sandbox = new NoSandbox();
    const sleeps = request('/', ['sleep', '3600'], { kind: 'disabled' });
    const { process: running, finished } = startCommand(sandbox, sleeps, { stdin: 'open' });
    expect(running.room?.()).toBeUndefined();
    running.write(new Uint8Array(4_000_000));
    const room = running.room?.();
    expect(room).toBeInstanceOf(Promise);
    running.kill();
    await Promise.all([room, finished]);
    expect(running.room?.()).toBeUndefined();
    await sandbox.close();
  });

  it('has a writer wait likewise where a command gets no terminal', async () => {
    const sandbox = new NoSandbox({ terminals: () => Promise.resolve(undefined) });
    const options = { stdin: 'open', terminal: { columns: 80, rows: 24 } } as const;
    const { process: running, finished } = startCommand(sandbox, request('/', ['cat'], { kind: 'disabled' }), options);
    running.write(new Uint8Array(4_000_000));
    await running.room?.();
    expect(running.room?.()).toBeInstanceOf(Promise);
    await running.room?.();
    running.end();
    expect((await finished).stdout.length).toBe(4_000_000);
    await sandbox.close();
  });

  it('rejects a refused profile with the reason and a remedy', () => {
    expect(new NoSandbox().plan(request('/', ['true'], readOnly))).toEqual({
      ok: false,
      error: {
        code: 'unsupported-policy',
        message: 'the profile has to be enforced, and without a sandbox nothing is',
        remedy: 'run the command in the sandbox of this platform, or choose a profile that is `disabled` or `external`',
      },
    });
  });
});

/** A process that only waits for its parent to notice its end counts as gone. */
function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}
