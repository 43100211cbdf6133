import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiskSearch } from '../../../src/adapters/bubblewrap/search/disk-search.js';
import { runCommand } from '../../../src/testing/run-sandboxed.js';
import { gatherFacts } from '../bubblewrap/support/gather-facts.js';
import { managed, rule, wholeDisk } from '../bubblewrap/support/test-bench.js';
import { FakeLauncher } from './support/fake-launcher.js';
import { parametersOf } from './support/planned.js';
import { PolicyModel } from './support/policy-model.js';
import { SeatbeltBench } from './support/seatbelt-bench.js';

describe.skipIf(process.platform === 'win32')('a policy for which the disk was searched', () => {
  /** The policy that the launcher gets in the end, for a workspace with secrets, links and an inner repository. */
  async function policyOver(bench: SeatbeltBench, launcher: FakeLauncher): Promise<PolicyModel> {
    mkdirSync(join(bench.workspace, 'deep/keys.d'), { recursive: true });
    mkdirSync(join(bench.workspace, 'inner/.git/hooks'), { recursive: true });
    writeFileSync(join(bench.workspace, 'inner/.git/config'), 'x');
    writeFileSync(join(bench.outside, 'secret'), 'x');
    symlinkSync(join(bench.outside, 'secret'), join(bench.workspace, 'link.key'));
    const pattern = (text: string) =>
      ({ path: { kind: 'glob', pattern: join(bench.workspace, text) }, access: 'deny' }) as const;
    const entries = [wholeDisk('read'), rule(bench.workspace, 'write'), pattern('**/*.key'), pattern('**/keys.d')];
    const profile = managed(entries);
    const request = await bench.request(['true']);
    const facts = await gatherFacts(profile, request.context);
    await runCommand(bench.sandbox, { ...request, profile, facts });
    const argv = launcher.started.at(-1)?.argv ?? [''];
    return new PolicyModel(argv[2] ?? '', parametersOf({ argv }));
  }

  it('hides what links lead to, keeps matches in their place, and protects the hooks of inner repositories', async () => {
    const launcher = new FakeLauncher();
    const disk = new DiskSearch();
    const bench = new SeatbeltBench({ launcher, platform: 'darwin', search: (search) => disk.run(search) });
    const policy = await policyOver(bench, launcher);
    const inWorkspace = (path: string) => join(bench.workspace, path) as typeof bench.workspace;
    const canRemove = (path: string) => policy.allows({ operation: 'file-write-unlink', path: inWorkspace(path) });
    await bench.close();
    expect({
      target: policy.verdict(join(bench.outside, 'secret') as typeof bench.outside),
      match: policy.verdict(inWorkspace('deep/keys.d/x')),
      later: policy.verdict(inWorkspace('made/later.key')),
      hook: policy.verdict(inWorkspace('inner/.git/hooks/pre-commit')),
      config: policy.verdict(inWorkspace('inner/.git/config')),
      index: policy.verdict(inWorkspace('inner/.git/index')),
    }).toEqual({
      target: { read: false, write: false },
      match: { read: false, write: false },
      later: { read: false, write: false },
      hook: { read: true, write: false },
      config: { read: true, write: false },
      index: { read: true, write: true },
    });
    expect(['deep', 'inner', 'inner/.git', 'other'].map(canRemove)).toEqual([false, false, false, true]);
  });
});
