import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { explainFailure } from '../../../../src/adapters/bubblewrap/probe/explain-failure.js';
import { PolicyProxy } from '../../../../src/adapters/network-proxy/policy-proxy.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import type { FilteredNetwork, NetworkPolicy } from '../../../../src/domain/permissions/network-policy.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import { Neighbours } from '../support/neighbours.js';
import { describeOnLinux } from '../support/on-linux.js';
import { runProbe } from '../support/run-probe.js';
import { managed, rule, TestBench, wholeDisk } from '../support/test-bench.js';

const nobody: FilteredNetwork = {
  kind: 'filtered',
  mode: 'full',
  allowedDomains: [],
  deniedDomains: [],
  localAddresses: 'denied',
};

describeOnLinux('a command under an unusual profile', () => {
  let bench: TestBench;
  beforeEach(() => {
    bench = new TestBench({ proxy: async () => new PolicyProxy() });
  });
  afterEach(() => bench.close());

  it.each<[string, NetworkPolicy, string]>([
    ['closed', 'restricted', 'EPERM'],
    ['filtered', nobody, 'ECONNREFUSED'],
  ])('that may write everywhere still has a network that is %s', async (_name, network, error) => {
    const profile: PermissionProfile = { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network };
    const neighbours = await Neighbours.start(bench.outside);
    const tried = await runProbe(bench, ['tcp', 'unix-path', 'keyring'], {
      profile,
      environment: neighbours.environment,
    });
    const written = await bench.sh(`echo x > '${bench.outside}/file'`, profile);
    const reached = await neighbours.reached();
    neighbours.stop();
    expect([tried, written.outcome, reached]).toEqual([
      { tcp: error, 'unix-path': 'EPERM', keyring: 'EPERM' },
      { kind: 'exited', exitCode: 0 },
      [],
    ]);
    expect(existsSync(join(bench.outside, 'file'))).toBe(true);
  });

  it.each(['keys/deep', 'keys', '', '..', '../../../..'])(
    'cannot have `outside/%s` opened by a `.git` file that names it',
    async (name) => {
      const secret = bench.file(join(bench.outside, 'keys/deep/secret'));
      const system = ['/usr', '/bin', '/lib', '/lib64', '/etc'].map((path) => rule(path, 'read'));
      const script = `cat '${secret}'; echo 'gitdir: ${join(bench.outside, name)}' > .git`;
      const profiles = [
        bench.writable([rule(bench.outside, 'deny')]),
        bench.writable([rule(join(bench.outside, 'keys'), 'deny')]),
        managed([...system, rule(bench.workspace, 'write')]),
      ];
      for (const profile of profiles) {
        rmSync(join(bench.workspace, '.git'), { force: true });
        await bench.sh(script, profile);
        expect((await bench.sh(script, profile)).stdout).toBe('');
      }
    },
  );

  it('cannot have what is denied opened because it looks like a repository', async () => {
    for (const place of ['private/.git', 'private/store']) bench.file(`${place}/config`);
    bench.file('tree/.git', 'gitdir: ../private/store\n');
    const profile = bench.writable([rule(join(bench.workspace, 'private'), 'deny')]);
    const { stdout } = await bench.sh('cat private/.git/config private/store/config', profile);
    expect(stdout).toBe('');
  });

  it('gets no other place to write while one under another profile swaps its root for a link', {
    timeout: 60_000,
  }, async () => {
    const root = join(bench.workspace, 'root');
    mkdirSync(root);
    symlinkSync('../outside', join(bench.workspace, 'link'));
    copyFileSync(new URL('../support/swap.py', import.meta.url), join(bench.workspace, 'swap.py'));
    const controller = new AbortController();
    let swapping: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      const options = { signal: controller.signal, onOutput: () => resolve() };
      swapping = bench.sh('exec python3 swap.py root link', bench.writable(), options);
    });
    const escaped = join(bench.outside, 'escaped');
    for (let attempt = 0; attempt < 60 && !existsSync(escaped); attempt += 1) {
      const profile = managed([wholeDisk('read'), rule(root, 'write')]);
      const request = await bench.request(['sh', '-c', 'echo x > "$0"', escaped], profile);
      // Whoever is told that the root is a link was given a link, and that is another matter.
      const isPlain = request.facts.get(root as AbsolutePath)?.realPath === root;
      if (isPlain)
        await bench.run(request).catch((error) => expect(error).toMatchObject({ code: 'sandbox-unavailable' }));
    }
    controller.abort();
    await swapping;
    expect(existsSync(escaped)).toBe(false);
  });

  it('runs beside others under other profiles without taking anything from them', { timeout: 60_000 }, async () => {
    const other = new TestBench();
    const reading: PermissionProfile = {
      kind: 'managed',
      fileSystem: { kind: 'restricted', entries: [wholeDisk('read')] },
      network: 'enabled',
    };
    const script =
      'touch file 2>/dev/null && echo "wrote [$CODEX_SANDBOX_NETWORK_DISABLED]" || echo "read [$CODEX_SANDBOX_NETWORK_DISABLED]"';
    const runs = Array.from({ length: 10 }, () => [bench.sh(script), other.sh(script, reading)]).flat();
    const printed = (await Promise.all(runs)).map(({ stdout }) => stdout);
    await other.close();
    expect(printed).toEqual(Array.from({ length: 10 }, () => ['wrote [1]\n', 'read []\n']).flat());
  });

  it('is told when its arguments are more than the system takes', async () => {
    const { outcome } = await bench.run(await bench.request(['true', 'x'.repeat(3_000_000)]));
    expect(outcome).toEqual({ kind: 'not-started', message: 'the arguments of the command are too long' });
  });

  it('learns why no sandbox can be made inside of a sandbox', async () => {
    const { stderr } = await bench.sh('bwrap --ro-bind / / --unshare-user true');
    expect(explainFailure(stderr)).toMatchObject({ cause: 'no-user-namespaces' });
  });
});
