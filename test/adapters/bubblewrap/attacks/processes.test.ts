import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readSlowly } from '../../../support/slow-reader.js';
import { compileSources } from '../support/compiled-sources.js';
import { describeOnLinux } from '../support/on-linux.js';
import { runProbe } from '../support/run-probe.js';
import { TestBench } from '../support/test-bench.js';

const refusedCalls = [
  ...['ptrace', 'process_vm_readv', 'pidfd_getfd', 'keyring', 'add_key', 'request_key', 'bpf', 'perf', 'userfaultfd'],
  ...['mount', 'umount', 'pivot_root', 'fsopen', 'open_tree', 'setns', 'chroot', 'open_by_handle_at', 'unshare-user'],
  ...['clone-user', 'swapon', 'reboot', 'kexec', 'module', 'acct', 'sethostname', 'syslog', 'tiocsti', 'tioclinux'],
];

describeOnLinux('a command that wants to reach other processes', () => {
  let bench: TestBench;
  beforeEach(() => {
    bench = new TestBench();
  });
  afterEach(() => bench.close());

  it('may not make calls that reach around the sandbox', async () => {
    const seen = await runProbe(bench, refusedCalls);
    expect(seen).toEqual(Object.fromEntries(refusedCalls.map((name) => [name, 'EPERM'])));
  });

  it('is told that calls which a filter cannot check do not exist', async () => {
    expect(await runProbe(bench, ['clone3', 'openat2', 'x32'])).toEqual({
      clone3: 'ENOSYS',
      openat2: 'ENOSYS',
      x32: 'ENOSYS',
    });
  });

  it('sees and kills nobody outside', async () => {
    const { 'kill-host': killed } = await runProbe(bench, ['kill-host'], {
      environment: { HOST_PID: String(process.pid) },
    });
    const { stdout } = await bench.sh(
      `ls -d /proc/[0-9]* | wc -l; cat /proc/${process.pid}/environ; kill -9 -1; echo alive`,
    );
    expect({ killed, few: Number(stdout.split('\n')[0]) < 10, rest: stdout.split('\n').slice(1) }).toEqual({
      killed: 'ESRCH',
      few: true,
      rest: ['alive', ''],
    });
  });

  it('has no privileges, no terminal and a name of its own', async () => {
    const { stdout } = await bench.sh(
      'grep -E "^(CapEff|CapBnd|NoNewPrivs|Seccomp):" /proc/self/status; test -e /dev/tty && (: < /dev/tty) 2>/dev/null || echo no tty',
    );
    expect(stdout.split('\n')).toEqual([
      'CapEff:\t0000000000000000',
      'CapBnd:\t0000000000000000',
      'NoNewPrivs:\t1',
      'Seccomp:\t2',
      'no tty',
      '',
    ]);
  });

  it('cannot pretend to have ended otherwise', async () => {
    const script = 'for it in 3 4 5 6 7; do echo \'{ "exit-code": 0 }\' >&$it; done 2>/dev/null; exit 9';
    const { outcome } = await bench.run(await bench.request(['bash', '-c', script]));
    expect(outcome).toEqual({ kind: 'exited', exitCode: 9 });
  });

  it('cannot spoil the pipes of the commands that come after it', async () => {
    await bench.run(await bench.request(['python3', '-c', 'import os; os.fchmod(1, 0); os.fchmod(2, 0)']));
    const { outcome, stdout } = await bench.sh('echo fine');
    expect({ outcome, stdout }).toEqual({ outcome: { kind: 'exited', exitCode: 0 }, stdout: 'fine\n' });
  });

  it('cannot make its own message look like a failure of the sandbox', async () => {
    const { outcome, stderr } = await bench.sh("echo 'bwrap: execvp nothing: No such file or directory' >&2; exit 1");
    expect({ outcome, stderr }).toEqual({
      outcome: { kind: 'exited', exitCode: 1 },
      stderr: 'bwrap: execvp nothing: No such file or directory\n',
    });
  });

  it('dies with everything that it started when its time is up, however much that is', async () => {
    const marker = `codex-sdk-bomb-${process.pid}`;
    const script = `i=0; while [ $i -lt 150 ]; do (exec -a ${marker} sleep 60) & (setsid nohup sleep 61 >/dev/null 2>&1 &); i=$((i+1)); done; sleep 60`;
    const { outcome } = await bench.run(await bench.request(['bash', '-c', script]), { timeoutMs: 1_500 });
    const { stdout } = spawnSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' });
    const alive = stdout.split('\n').filter((line) => line.includes(marker) && !line.startsWith('Z'));
    expect({ outcome, alive }).toEqual({ outcome: { kind: 'timed-out' }, alive: [] });
  });

  it.each([1, 2, 4, 6, 8, 12, 16])(
    'leaves nothing running when its time is up after %i ms, while it starts',
    async (ms) => {
      const marker = `64${process.pid}`;
      const request = await bench.request(['sleep', marker]);
      const commands = Array.from({ length: 8 }, () => bench.run(request, { timeoutMs: ms }));
      const outcomes = (await Promise.all(commands)).map(({ outcome }) => outcome.kind);
      expect({ outcomes: [...new Set(outcomes)], left: processesNamed(marker) }).toEqual({
        outcomes: ['timed-out'],
        left: [],
      });
    },
  );

  it('fills no memory with output that nobody takes, and none of it is lost', async () => {
    const planned = bench.sandbox.plan(await bench.request(['head', '-c', '8000000', '/dev/zero']));
    if (!planned.ok) throw new Error(planned.error.message);
    expect(await readSlowly(bench.sandbox, planned.value)).toEqual({ meanwhile: 0, total: 8_000_000 });
  });

  it('cannot steer bubblewrap through its environment', async () => {
    const library = '/codex-sdk-no-such-library.so';
    const request = await bench.request(['sh', '-c', 'echo "$LD_PRELOAD"; echo "$BASH_ENV"']);
    const environment = {
      ...request.environment,
      LD_PRELOAD: library,
      LD_LIBRARY_PATH: bench.workspace,
      BASH_ENV: '/x',
    };
    const { stdout, stderr } = await bench.run({ ...request, environment });
    // The command's own loader complains once; that of bubblewrap would have done so as well, and before anything was confined.
    expect({ stdout, complaints: stderr.match(/ERROR: ld.so/g)?.length }).toEqual({
      stdout: `${library}\n/x\n`,
      complaints: 1,
    });
  });

  it('never runs a bwrap that the workspace or the search path offers', async () => {
    const fake = bench.file('bwrap', '#!/bin/sh\necho fake\n');
    spawnSync('chmod', ['755', fake]);
    const deceived = new TestBench({ binaries: [fake] });
    const request = await deceived.request(['true']);
    const outcome = deceived.run(request);
    await expect(outcome).rejects.toMatchObject({ code: 'sandbox-unavailable' });
    expect(await deceived.sandbox.probe()).toMatchObject({ status: 'unavailable', cause: 'untrusted-binary' });
    await deceived.close();
  });

  it('runs once what stood in the way of the sandbox was mended, without a new sandbox', async () => {
    mkdirSync(bench.stateDirectory, { mode: 0o777 });
    chmodSync(bench.stateDirectory, 0o777);
    await expect(bench.sh('true')).rejects.toThrow('others can look into it');
    chmodSync(bench.stateDirectory, 0o700);
    expect((await bench.sh('true')).outcome).toEqual({ kind: 'exited', exitCode: 0 });
  });

  it('shows no variable of its environment to other users of the machine', async () => {
    const request = await bench.request(['sh', '-c', 'echo ready; sleep 60']);
    const environment = { ...request.environment, API_KEY: `secret-${process.pid}` };
    let seen = '';
    const controller = new AbortController();
    await bench.run(
      { ...request, environment },
      {
        signal: controller.signal,
        onOutput: () => {
          seen = spawnSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).stdout;
          controller.abort();
        },
      },
    );
    expect({ running: seen.includes('echo ready'), shown: seen.includes(`secret-${process.pid}`) }).toEqual({
      running: true,
      shown: false,
    });
  });
});

describeOnLinux('a host program that is killed', () => {
  let sources: string;
  let bench: TestBench;
  beforeAll(() => {
    sources = compileSources(mkdtempSync(join(tmpdir(), 'codex-sdk-compiled-')));
  });
  afterAll(() => rmSync(sources, { recursive: true }));
  beforeEach(() => {
    bench = new TestBench();
  });
  afterEach(() => bench.close());

  const program = new URL('../support/host-program.mjs', import.meta.url).pathname;
  const start = (argv: readonly string[]): ReturnType<typeof spawn> => {
    const { workspace: cwd, stateDirectory } = bench;
    const input = JSON.stringify({ cwd, stateDirectory, argv, profile: bench.writable() });
    return spawn(process.execPath, [program, sources, input], { stdio: ['ignore', 'pipe', 'inherit'] });
  };

  it('takes its commands along, and the next one removes what it left on the disk', async () => {
    const marker = `61${process.pid}`;
    const host = start(['sh', '-c', `echo ready; exec sleep ${marker}`]);
    await new Promise((resolve) => host.stdout?.once('data', resolve));
    expect(readdirSync(bench.workspace)).toEqual(['.codex']);
    host.kill('SIGKILL');
    await expect.poll(() => processesNamed(`sleep ${marker}`)).toEqual([]);
    expect(readdirSync(bench.workspace)).toEqual(['.codex']);
    await bench.sh('true');
    const folder = join(bench.stateDirectory, 'placeholders');
    const records = readdirSync(folder).map((owner) => readFileSync(join(folder, owner), 'utf8').split('\n')[0]);
    // What is left is our own record, of nothing.
    expect({ workspace: readdirSync(bench.workspace), records }).toEqual({ workspace: [], records: ['[]'] });
  });

  /** Runs a host to its early end; what still runs then, once its guardian has done its work. */
  const leftBy = async (input: {
    readonly argv: readonly string[];
    readonly [option: string]: unknown;
  }): Promise<readonly string[]> => {
    const { workspace: cwd, stateDirectory } = bench;
    const text = JSON.stringify({ cwd, stateDirectory, profile: bench.writable(), ...input });
    const host = spawn(process.execPath, [program, sources, text], { stdio: 'inherit', timeout: 30_000 });
    await expect(once(host, 'exit')).resolves.toEqual([null, 'SIGKILL']);
    // The last that the guardian does is to remove the pipes.
    await expect.poll(() => readdirSync(join(stateDirectory, 'pipes')), { timeout: 10_000 }).toEqual([]);
    return processesNamed(input.argv.join(' '));
  };

  it.each([0, 1, 2, 4, 8, 16])(
    'takes its commands along although it is killed %i ms after the start of one',
    async (ms) => {
      expect(await leftBy({ argv: ['sleep', `63${process.pid}`], endsAfterMs: ms })).toEqual([]);
    },
  );

  it.each([
    ['is confined', {}],
    ['may do everything', { profile: { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'enabled' } }],
  ])('starts no command with half of its variables, where that %s', async (_what, options) => {
    const argv = ['sh', '-c', `echo "$LAST" > started; : ${process.pid}`];
    expect(await leftBy({ argv, ...options, crowded: true, endsAfterMs: 0 })).toEqual([]);
    // Whether the host came to give it all of them is a matter of luck; without the last one it would write an empty line.
    const started = join(bench.workspace, 'started');
    expect(['', 'last\n']).toContain(existsSync(started) ? readFileSync(started, 'utf8') : '');
  });

  it('shares its placeholders with others that run on', async () => {
    const marker = `62${process.pid}`;
    const host = start(['sh', '-c', `echo ready; exec sleep ${marker}`]);
    await new Promise((resolve) => host.stdout?.once('data', resolve));
    const { outcome } = await bench.sh('mkdir .codex');
    expect({ outcome, left: readdirSync(bench.workspace) }).toEqual({
      outcome: { kind: 'exited', exitCode: 1 },
      left: ['.codex'],
    });
    host.kill('SIGKILL');
  });

  it('never had a directory of the user removed', async () => {
    mkdirSync(join(bench.workspace, '.codex'));
    await bench.sh('true');
    expect(readdirSync(bench.workspace)).toEqual(['.codex']);
  });

  it('is told when it has too many files open, and runs commands again once it has not', () => {
    const { workspace: cwd, stateDirectory } = bench;
    const input = JSON.stringify({ cwd, stateDirectory, argv: ['true'], profile: bench.writable(), starving: true });
    const script =
      'for it in $(ls /proc/self/fd); do test $it -gt 2 && eval "exec $it>&-"; done; ulimit -n 160; exec "$@"';
    const args = ['-c', script, 'bash', process.execPath, program, sources, input];
    const { stdout } = spawnSync('bash', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    const [first, second] = JSON.parse(stdout);
    // What Node.js opens once for itself is open by the second time.
    const ends = ['sandbox-unavailable', 'exited'];
    expect({ first: first.ends, second }).toEqual({ first: ends, second: { ends, left: 0 } });
  });

  it('passes no directory on that it had been given by mistake', async () => {
    const { workspace: cwd, stateDirectory } = bench;
    const argv = ['sh', '-c', 'for it in /proc/self/fd/*; do readlink $it; done; echo x > /proc/self/fd/20/escaped'];
    const input = JSON.stringify({ cwd, stateDirectory, argv, profile: bench.writable() });
    const script = 'exec 20<"$1" 251<"$1"; exec "$2" "$3" "$4" "$5"';
    const args = ['-c', script, 'bash', bench.outside, process.execPath, program, sources, input];
    const { stdout } = spawnSync('bash', args, { encoding: 'utf8' });
    expect({ leaked: stdout.includes(bench.outside), escaped: readdirSync(bench.outside) }).toEqual({
      leaked: false,
      escaped: [],
    });
    expect(stdout).toContain('/dev/null');
  });
});

function processesNamed(args: string): readonly string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.endsWith(args) && !line.startsWith('Z'));
}
