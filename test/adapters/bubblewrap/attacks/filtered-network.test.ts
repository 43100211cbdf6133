import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PolicyProxy } from '../../../../src/adapters/network-proxy/policy-proxy.js';
import type { BlockedConnection } from '../../../../src/domain/permissions/network/blocked-connection.js';
import type { FilteredNetwork } from '../../../../src/domain/permissions/network-policy.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import { Neighbours } from '../support/neighbours.js';
import { describeOnLinux } from '../support/on-linux.js';
import { runProbe } from '../support/run-probe.js';
import { managed, type Ran, TestBench } from '../support/test-bench.js';

const rules: FilteredNetwork = {
  kind: 'filtered',
  mode: 'full',
  allowedDomains: ['ok.test'],
  deniedDomains: [],
  localAddresses: 'allowed',
};

describeOnLinux('a command whose network is filtered', () => {
  let bench: TestBench;
  let web: Server;
  let blocked: BlockedConnection[];
  let seen: string[];
  let url: string;
  beforeEach(async () => {
    // Every name leads to this machine, where the only web server is.
    bench = new TestBench({ proxy: async () => new PolicyProxy({ resolve: async () => ['127.0.0.1'] }) });
    blocked = [];
    seen = [];
    web = createServer((incoming, outgoing) => {
      seen.push(`${incoming.method} ${incoming.url}`);
      if (incoming.url === '/away') outgoing.writeHead(302, { location: 'http://evil.test/' });
      outgoing.end('hello\n');
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    url = `http://ok.test:${(web.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    web.close();
    await bench.close();
  });

  function profile(network: FilteredNetwork = rules): PermissionProfile {
    return { ...bench.writable(), network } as PermissionProfile;
  }

  function sh(script: string, network: FilteredNetwork = rules): Promise<Ran> {
    return bench.sh(script, profile(network), { onBlocked: (it) => blocked.push(it) });
  }

  it('reaches allowed hosts with curl, through each way that the proxy has', async () => {
    const { stdout, stderr } = await sh(
      `curl -sS ${url}/plain; curl -sSp ${url}/tunnel; curl -sS -x "$CODEX_NETWORK_SOCKS_PROXY" ${url}/socks`,
    );
    expect([stdout, stderr, seen]).toEqual(['hello\n'.repeat(3), '', ['GET /plain', 'GET /tunnel', 'GET /socks']]);
    expect(blocked).toEqual([]);
  });

  it.each([
    ['python3', `import urllib.request as u; print(u.urlopen("TARGET").read().decode(), end="")`, '-c'],
    [
      process.execPath,
      `const { hostname, port } = new URL(process.env.HTTP_PROXY); require('http').get({ host: hostname, port, path: 'TARGET' }, (it) => it.pipe(process.stdout));`,
      '-e',
    ],
  ])('reaches them with %s', async (program, script, option) => {
    const request = await bench.request([program, option, script.replace('TARGET', url)], profile());
    expect(await bench.run(request)).toEqual({
      outcome: { kind: 'exited', exitCode: 0 },
      stdout: 'hello\n',
      stderr: '',
    });
  });

  it('reaches them with git', async () => {
    const repository = join(bench.outside, 'repository');
    const git = ['-c', 'user.name=n', '-c', 'user.email=e', '-C', repository];
    spawnSync('git', ['init', '-q', repository]);
    spawnSync('git', [...git, 'commit', '-q', '--allow-empty', '-m', 'first']);
    spawnSync('git', [...git, 'update-server-info']);
    const backend = spawnSync('git', ['--exec-path'], { encoding: 'utf8' }).stdout.trim();
    web.removeAllListeners('request').on('request', (incoming, outgoing) => {
      const [path, query = ''] = (incoming.url ?? '').split('?');
      const answer = spawnSync(join(backend, 'git-http-backend'), [], {
        env: {
          GIT_PROJECT_ROOT: bench.outside,
          GIT_HTTP_EXPORT_ALL: '1',
          REQUEST_METHOD: incoming.method ?? '',
          PATH_INFO: path,
          QUERY_STRING: query,
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'safe.directory',
          GIT_CONFIG_VALUE_0: '*',
        },
      });
      const end = answer.stdout.indexOf('\r\n\r\n');
      const head = answer.stdout.subarray(0, end).toString();
      outgoing.setHeader('content-type', /content-type: (.*)/i.exec(head)?.[1]?.trim() ?? 'text/plain');
      outgoing.statusCode = Number(/status: (\d+)/i.exec(head)?.[1] ?? 200);
      outgoing.end(answer.stdout.subarray(end + 4));
    });
    const listed = await sh(`git ls-remote ${url}/repository/.git HEAD; git ls-remote http://evil.test/x.git`);
    expect(listed.stdout).toMatch(/^[0-9a-f]{40}\tHEAD\n$/);
    expect(blocked.map(({ host }) => host)).toEqual(['evil.test']);
  });

  it('reaches nobody else, whatever it tries, and what it tried is told', async () => {
    const { port } = web.address() as AddressInfo;
    const { stdout } = await sh(
      [
        'try() { curl -sS -m 5 -o /dev/null -w "%{http_code} " "$@" 2>/dev/null || echo "failed $?"; }',
        'try http://evil.test/; try -L $URL/away; try -p http://evil.test/; try -x "$CODEX_NETWORK_SOCKS_PROXY" http://evil.test/',
        `try --noproxy "*" http://127.0.0.1:${port}/; try --noproxy "*" http://ok.test/`,
      ]
        .join('\n')
        .replace('$URL', url),
    );
    expect(stdout).toBe('403 403 000 failed 56\n000 failed 97\n000 failed 7\n000 failed 6\n');
    expect(blocked).toEqual([
      { host: 'evil.test', port: 80, protocol: 'http', reason: 'not-allowed' },
      { host: 'evil.test', port: 80, protocol: 'connect', reason: 'not-allowed' },
      { host: 'evil.test', port: 80, protocol: 'socks5', reason: 'not-allowed' },
    ]);
    expect(seen).toEqual(['GET /away']);
  });

  it('does not get to this machine through a name that leads there', async () => {
    const { stdout } = await sh(`curl -sS ${url}/ | grep -o not_allowed_local`, { ...rules, localAddresses: 'denied' });
    expect([stdout, seen, blocked.map(({ reason }) => reason)]).toEqual(['not_allowed_local\n', [], ['local-address']]);
  });

  it('has no other way out of its network, in either level', async () => {
    const names = [
      'netlink',
      'packet',
      'vsock',
      'unix-path',
      'unix-abstract',
      'unix-datagram',
      'unix-raw',
      'unix-bind',
    ];
    const neighbours = await Neighbours.start(bench.outside);
    for (const level of ['hardened', 'compatibility'] as const) {
      const other = new TestBench({ level, proxy: async () => new PolicyProxy() });
      const environment = neighbours.environment;
      const tried = await runProbe(other, [...names, 'io_uring', 'ptrace', 'process_vm_readv', 'inet', 'socketpair'], {
        profile: { ...other.writable(), network: rules } as PermissionProfile,
        environment,
      });
      const { tcp } = await runProbe(other, ['tcp'], {
        profile: { ...other.writable(), network: rules } as PermissionProfile,
        environment,
      });
      await other.close();
      const denied = [...names, 'io_uring', 'ptrace', 'process_vm_readv'].map((name) => [name, 'EPERM']);
      expect({ ...tried, tcp }).toEqual({
        ...Object.fromEntries(denied),
        inet: 'ok',
        socketpair: 'ok',
        tcp: 'ECONNREFUSED',
      });
    }
    expect(await neighbours.reached()).toEqual([]);
    neighbours.stop();
  });

  it('inherits no descriptor that leads out of the sandbox, and nothing of ours runs beside it', async () => {
    const { stdout } = await sh('for it in /proc/self/fd/*; do readlink $it; done; ls -d /proc/[0-9]* | wc -l');
    const lines = stdout.trim().split('\n');
    expect(lines.filter((it) => !/^\/dev\/null$|^\/proc\/\d+\/fd$|\/pipes\//.test(it))).toEqual(['4']);
  });

  it('can talk to itself without the proxy, unless the rules speak of this machine', async () => {
    const asked = 'echo "[$NO_PROXY][$no_proxy][$CODEX_SANDBOX_NETWORK_DISABLED][$CODEX_NETWORK_PROXY_ACTIVE]"';
    const own = await sh(asked, { ...rules, localAddresses: 'denied' });
    const listed = await sh(asked);
    const loopback = 'localhost,127.0.0.1,::1';
    expect([own.stdout, listed.stdout]).toEqual([`[${loopback}][${loopback}][][1]\n`, '[][][][1]\n']);
  });

  it('works where little of the disk shows', async () => {
    const minimal = { path: { kind: 'special', special: { kind: 'minimal' } }, access: 'read' } as const;
    const workspace = { path: { kind: 'path', path: bench.workspace }, access: 'write' } as const;
    const narrow = { ...managed([minimal, workspace]), network: rules } as PermissionProfile;
    const { stdout, outcome } = await bench.sh(`curl -sS ${url}/`, narrow);
    expect([stdout, outcome]).toEqual(['hello\n', { kind: 'exited', exitCode: 0 }]);
  });

  it('keeps its exit status, its signals, its missing programs and its time limit', async () => {
    const missing = await bench.run(await bench.request(['no-such-program', 'x'], profile()));
    const slow = await bench.sh('sleep 60', profile(), { timeoutMs: 1_500 });
    expect([await sh('exit 7'), await sh('kill -9 $$'), missing, slow].map(({ outcome }) => outcome)).toEqual([
      { kind: 'exited', exitCode: 7 },
      { kind: 'signalled', signal: 'SIGKILL', exitCode: 137 },
      {
        kind: 'not-started',
        message: 'the program `no-such-program` could not be started: it was not found or is not executable',
      },
      { kind: 'timed-out' },
    ]);
  });

  it('brings no code of its own into what opens the way to its proxy', async () => {
    const request = await bench.request(
      ['sh', '-c', 'echo "[$LD_PRELOAD][$LD_LIBRARY_PATH]"; env | grep -c HELD'],
      profile(),
    );
    const environment = { ...request.environment, LD_PRELOAD: '/no/such.so', LD_LIBRARY_PATH: 'libraries' };
    const { stdout, stderr } = await bench.run({ ...request, environment });
    // Only the command, and what it starts, is told about the library.
    expect([stdout, new Set(stderr.trim().split('\n')).size, stderr.match(/ERROR: ld.so/g)?.length]).toEqual([
      '[/no/such.so][libraries]\n0\n',
      1,
      3,
    ]);
  });

  it('does not run where the way to the proxy cannot be opened', async () => {
    const mask = { path: { kind: 'path', path: '/usr/bin/env' }, access: 'deny' } as const;
    const narrow = { ...bench.writable([mask as never]), network: rules } as PermissionProfile;
    await expect(bench.sh('touch ran', narrow)).rejects.toMatchObject({ code: 'sandbox-unavailable' });
    expect((await bench.sh('ls')).stdout).toBe('');
  });

  it('is refused where there is no proxy', async () => {
    const without = new TestBench();
    const planned = without.sandbox.plan(
      await without.request(['true'], { ...without.writable(), network: rules } as PermissionProfile),
    );
    await without.close();
    expect(planned).toMatchObject({ ok: false, error: { code: 'unsupported-policy' } });
  });
});
