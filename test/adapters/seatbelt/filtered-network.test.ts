import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskSearch } from '../../../src/adapters/bubblewrap/search/disk-search.js';
import { PolicyProxy } from '../../../src/adapters/network-proxy/policy-proxy.js';
import type { BlockedConnection } from '../../../src/domain/permissions/network/blocked-connection.js';
import type { FilteredNetwork } from '../../../src/domain/permissions/network-policy.js';
import { type FinishedCommand, startCommand } from '../../../src/testing/run-sandboxed.js';
import { managed, rule, wholeDisk } from '../bubblewrap/support/test-bench.js';
import { FakeLauncher, obligingLauncher } from './support/fake-launcher.js';
import { parametersOf } from './support/planned.js';
import { PolicyModel } from './support/policy-model.js';
import { SeatbeltBench } from './support/seatbelt-bench.js';

const rules: FilteredNetwork = {
  kind: 'filtered',
  mode: 'full',
  allowedDomains: ['ok.test'],
  deniedDomains: [],
  localAddresses: 'allowed',
};

const hasCurl = spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0;
const title = 'a command of Seatbelt whose network is filtered';

if (process.platform === 'win32' || !hasCurl) describe.skip(`${title} (skipped: it takes a shell and curl)`, contract);
else describe(title, contract);

function contract(): void {
  let launcher: FakeLauncher;
  let bench: SeatbeltBench;
  let blocked: BlockedConnection[];
  let seen: string[];
  let web: Server;
  let url: string;

  beforeEach(async () => {
    launcher = new FakeLauncher();
    const proxy = async (): Promise<PolicyProxy> => new PolicyProxy({ resolve: async () => ['127.0.0.1'] });
    bench = new SeatbeltBench({ launcher, platform: 'darwin', proxy });
    [blocked, seen] = [[], []];
    web = createServer((incoming, outgoing) => {
      seen.push(`${incoming.method} ${incoming.url} ${incoming.headers['proxy-authorization']}`);
      outgoing.end('hello\n');
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    url = `http://ok.test:${(web.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    web.close();
    await bench.close();
  });

  async function start(script: string, network = rules): Promise<ReturnType<typeof startCommand>> {
    const request = await bench.request(['/bin/sh', '-c', script]);
    const profile = managed([wholeDisk('read'), rule(bench.workspace, 'write')], network);
    return startCommand(bench.sandbox, { ...request, profile }, { onBlocked: (it) => blocked.push(it) });
  }

  async function sh(script: string): Promise<readonly string[]> {
    const { stdout, stderr }: FinishedCommand = await (await start(script)).finished;
    return [stdout, stderr].map((bytes) => Buffer.from(bytes).toString('utf8'));
  }

  /** The policy that the launcher was last given, and the proxy that the command was told about. */
  function lastStart(): { readonly policy: PolicyModel; readonly proxy: URL; readonly argv: string } {
    const plan = launcher.started.at(-1);
    if (plan === undefined) throw new Error('nothing was started');
    const { argv, environment } = plan;
    const policy = new PolicyModel(argv[2] ?? '', parametersOf({ argv }));
    return { policy, proxy: new URL(environment.HTTP_PROXY ?? ''), argv: argv.join('\0') };
  }

  it('reaches allowed hosts in each way that the proxy has, and its credentials go no further', async () => {
    const script = `curl -sS ${url}/plain; curl -sSp ${url}/tunnel; curl -sS -x "$CODEX_NETWORK_SOCKS_PROXY" ${url}/socks`;
    expect(await sh(script)).toEqual(['hello\n'.repeat(3), '']);
    expect(seen).toEqual(['GET /plain undefined', 'GET /tunnel undefined', 'GET /socks undefined']);
    expect(blocked).toEqual([]);
  });

  it.each([
    ['python3', '-c', 'import urllib.request as u; print(u.urlopen("TARGET").read().decode(), end="")'],
    ['git', 'ls-remote', 'TARGET/repository'],
  ])('reaches them with %s', async (program, ...words) => {
    await sh([program, ...words.map((word) => `'${word.replace('TARGET', url)}'`)].join(' '));
    expect(seen[0]).toMatch(/^GET .* undefined$/);
  });

  it('does not reach others, and it is known which command tried', async () => {
    const [status] = await sh('curl -sS -o answer -w "%{http_code}" http://evil.test/; cat answer');
    expect(status).toMatch(/^403\{"status":"blocked","host":"evil.test"/);
    expect(blocked).toEqual([{ host: 'evil.test', port: 80, protocol: 'http', reason: 'not-allowed' }]);
  });

  it('may connect to the port of its proxy and to nothing else', async () => {
    await sh('true');
    const { policy, proxy } = lastStart();
    const allows = (operation: string, address: string): boolean => policy.allows({ operation, address });
    const port = Number(proxy.port);
    expect({
      proxy: allows('network-outbound', `localhost:${port}`),
      next: allows('network-outbound', `localhost:${port + 1}`),
      elsewhere: allows('network-outbound', `192.0.2.1:${port}`),
      waiting: allows('network-inbound', `localhost:${port}`),
      binding: allows('network-bind', `localhost:${port}`),
    }).toEqual({ proxy: true, next: false, elsewhere: false, waiting: false, binding: false });
    expect(port).toBeGreaterThan(1_023);
  });

  it('is told a password that nobody else can know, and that no argument holds', async () => {
    await sh('true');
    const first = lastStart();
    await sh('true');
    const second = lastStart();
    expect(first.proxy.password).toMatch(/^[\w-]{32}$/);
    expect(second.proxy.password).not.toBe(first.proxy.password);
    expect(first.argv).not.toContain(first.proxy.password);
  });

  it('is the only one that its proxy serves', async () => {
    const running = await Promise.all(['one', 'other'].map(() => start('echo; sleep 30')));
    await Promise.all(running.map(({ printed }) => printed));
    const [mine, theirs] = launcher.started.map(({ environment }) => new URL(environment.HTTP_PROXY ?? '')) as [
      URL,
      URL,
    ];
    const curl = (proxy: string) =>
      sh(`curl -sS -o /dev/null -w '%{http_code} ' -x '${proxy}' ${url}/ 2>&1; true`).then(([text]) => text);
    const stolen = new URL(mine.href);
    stolen.port = theirs.port;
    expect(mine.port).not.toBe(theirs.port);
    expect([await curl(`http://127.0.0.1:${mine.port}`), await curl(stolen.href)]).toEqual(['407 ', '407 ']);
    expect(await curl(`socks5h://127.0.0.1:${mine.port}`)).toMatch(/No authentication method was acceptable|\(97\)/);
    for (const { process } of running) process.kill();
    await Promise.all(running.map(({ finished }) => finished));
    expect([seen, blocked]).toEqual([[], []]);
  });

  it('takes its proxy along when it ends, however it does', async () => {
    await sh('true');
    const ended = lastStart().proxy;
    const running = await start('echo; sleep 30');
    await running.printed;
    const killed = lastStart().proxy;
    const before = await canConnect('127.0.0.1', killed);
    const silent = connect(Number(killed.port), '127.0.0.1');
    const closed = once(silent, 'close');
    await once(silent, 'connect');
    running.process.kill();
    await Promise.all([running.finished, closed]);
    expect([before, await canConnect('127.0.0.1', ended), await canConnect('127.0.0.1', killed)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('finds no stranger at the other address of the loopback', async () => {
    const running = await start('echo; sleep 30');
    await running.printed;
    const { proxy } = lastStart();
    const stranger = createServer().on('error', () => undefined);
    const taken = await new Promise((resolve) => {
      stranger.once('error', ({ message }) => resolve(message)).once('listening', () => resolve('free'));
      stranger.listen(Number(proxy.port), '::1');
    });
    stranger.close();
    running.process.kill();
    await running.finished;
    expect(taken).toMatch(/EADDRINUSE|EADDRNOTAVAIL|EAFNOSUPPORT/);
  });

  it('has its port in the policy together with what was found on the disk, and a tag beside every denial', async () => {
    const following = 'echo "Filtering the log data"; exec sleep 30';
    const watched = new FakeLauncher({ '/usr/bin/sandbox-exec': obligingLauncher, '/usr/bin/log': following });
    const disk = new DiskSearch();
    const other = new SeatbeltBench({
      launcher: watched,
      platform: 'darwin',
      proxy: async () => new PolicyProxy(),
      search: (search) => disk.run(search),
    });
    writeFileSync(join(other.outside, 'secret'), 'x');
    symlinkSync(join(other.outside, 'secret'), join(other.workspace, 'link.key'));
    const pattern = { path: { kind: 'glob', pattern: join(other.workspace, '**/*.key') }, access: 'deny' } as const;
    const profile = managed([wholeDisk('read'), rule(other.workspace, 'write'), pattern], rules);
    const request = await other.request(['true']);
    await startCommand(other.sandbox, { ...request, profile }, { onDenial: () => undefined }).finished;
    const { argv, environment } = watched.started.at(-1) ?? { argv: [''] as const, environment: {} };
    const policy = new PolicyModel(argv[2] ?? '', parametersOf({ argv }));
    const { port } = new URL((environment as Record<string, string>).HTTP_PROXY ?? '');
    await other.close();
    expect({
      proxy: policy.allows({ operation: 'network-outbound', address: `localhost:${port}` }),
      target: policy.verdict(join(other.outside, 'secret') as typeof other.outside),
      untagged: argv[2]?.split('\n').filter((line) => line.startsWith('(deny ') && !line.includes('(with message "')),
    }).toEqual({ proxy: true, target: { read: false, write: false }, untagged: [] });
  });

  it('is not started when its proxy cannot be opened', async () => {
    const broken = new SeatbeltBench({
      launcher,
      platform: 'darwin',
      proxy: () => Promise.reject(new Error('no proxy today')),
    });
    const request = await broken.request(['true']);
    const running = startCommand(broken.sandbox, { ...request, profile: managed([wholeDisk('read')], rules) });
    await expect(running.finished).rejects.toMatchObject({ code: 'sandbox-unavailable' });
    expect(launcher.started).toEqual([]);
    await broken.close();
  });
}

function canConnect(host: string, { port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
