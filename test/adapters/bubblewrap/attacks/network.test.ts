import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NetworkPolicy } from '../../../../src/domain/permissions/network-policy.js';
import { Neighbours } from '../support/neighbours.js';
import { describeOnLinux } from '../support/on-linux.js';
import { runProbe } from '../support/run-probe.js';
import { TestBench } from '../support/test-bench.js';

const everyFamily = ['inet', 'inet6', 'icmp', 'raw', 'netlink', 'packet', 'vsock', 'alg', 'bluetooth'];
const unixWays = ['unix-path', 'unix-abstract', 'unix-datagram', 'unix-raw', 'unix-datagram-pair', 'unix-bind'];

describeOnLinux('a command that wants to talk to somebody', () => {
  let bench: TestBench;
  let neighbours: Neighbours;
  beforeEach(async () => {
    bench = new TestBench();
    neighbours = await Neighbours.start(bench.outside);
  });
  afterEach(async () => {
    neighbours.stop();
    await bench.close();
  });

  function reach(names: readonly string[], network: NetworkPolicy): Promise<Readonly<Record<string, string>>> {
    return runProbe(bench, names, { profile: bench.writable([], network), environment: neighbours.environment });
  }

  it('gets no socket of any family without network', async () => {
    const seen = await reach([...everyFamily, 'tcp', 'udp'], 'restricted');
    expect(seen).toEqual(Object.fromEntries([...everyFamily, 'tcp', 'udp'].map((name) => [name, 'EPERM'])));
  });

  it('reaches no Unix socket of this machine without network, in any way', async () => {
    const seen = await reach(unixWays, 'restricted');
    expect(seen).toEqual(Object.fromEntries(unixWays.map((name) => [name, 'EPERM'])));
    expect(await neighbours.reached()).toEqual([]);
  });

  it('still has connected pairs of sockets, which its own children need', async () => {
    expect(await reach(['socketpair', 'threads', 'subprocess'], 'restricted')).toEqual({
      socketpair: 'ok',
      threads: 'ok',
      subprocess: 'ok',
    });
  });

  it('cannot resolve names without network, but knows its own', async () => {
    const { stdout } = await bench.sh('getent hosts example.com; getent hosts localhost');
    expect(stdout).toMatch(/^\S+\s+localhost/);
    expect(stdout).not.toContain('example.com');
  });

  it('gets around with io_uring neither without network nor with it', async () => {
    expect([await reach(['io_uring'], 'restricted'), await reach(['io_uring'], 'enabled')]).toEqual([
      { io_uring: 'EPERM' },
      { io_uring: 'EPERM' },
    ]);
  });

  it('reaches the network when it may, but not the daemons of this machine', async () => {
    const seen = await reach(['tcp', 'inet6', 'netlink', 'vsock', 'alg', ...unixWays, 'socketpair'], 'enabled');
    expect(seen).toEqual({
      tcp: 'ok',
      inet6: 'ok',
      netlink: 'ok',
      vsock: 'EPERM',
      alg: 'EPERM',
      ...Object.fromEntries(unixWays.map((name) => [name, 'EPERM'])),
      socketpair: 'ok',
    });
    expect(await neighbours.reached()).toEqual(['tcp']);
  });

  it('reaches the daemons of this machine only where that was asked for', async () => {
    const open = new TestBench({ unixSockets: 'allowed' });
    const seen = await runProbe(open, ['unix-path', 'unix-abstract'], {
      profile: open.writable([], 'enabled'),
      environment: neighbours.environment,
    });
    const offline = await runProbe(open, ['unix-path', 'unix-datagram'], { environment: neighbours.environment });
    await open.close();
    expect({ seen, offline }).toEqual({
      seen: { 'unix-path': 'ok', 'unix-abstract': 'ok' },
      offline: { 'unix-path': 'EPERM', 'unix-datagram': 'EPERM' },
    });
    expect(await neighbours.reached()).toEqual(['unix', 'abstract']);
  });

  it('inherits no descriptor that leads out of the sandbox', async () => {
    const { stdout } = await bench.sh('ls -l /proc/self/fd');
    const descriptors = [...stdout.matchAll(/ (\d+) -> (.*)/g)].map(([, number, target]) => `${number} ${target}`);
    // In the place of what the tests themselves were started with there is nothing.
    expect(descriptors.filter((it) => !it.endsWith(' /dev/null'))).toEqual([
      expect.stringMatching(/^1 .*\/pipes\//),
      expect.stringMatching(/^2 .*\/pipes\//),
      expect.stringMatching(/^3 \/proc\/\d+\/fd$/),
    ]);
  });

  it('is told that it has no network, and only then', async () => {
    const asked = 'echo "[$CODEX_SANDBOX_NETWORK_DISABLED]"';
    const off = await bench.sh(asked);
    const on = await bench.sh(asked, bench.writable([], 'enabled'));
    expect([off.stdout, on.stdout]).toEqual(['[1]\n', '[]\n']);
  });

  it('differs from the public Codex only where that one leaks', async () => {
    const compatible = new TestBench({ level: 'compatibility' });
    const names = [...everyFamily, 'tcp', 'unix-path', 'unix-abstract', 'unix-bind', 'io_uring', 'unix-datagram'];
    const seen = await runProbe(compatible, names, { environment: neighbours.environment });
    await compatible.close();
    const denied = Object.fromEntries(names.map((name) => [name, 'EPERM']));
    expect(seen).toEqual({ ...denied, 'unix-datagram': 'ok' });
    expect(await neighbours.reached()).toEqual(['datagram']);
  });
});
