import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { WindowsSandbox } from '../../../src/adapters/windows-sandbox/windows-sandbox.js';
import { describeProcessSandbox } from '../../../src/testing/describe-process-sandbox.js';
import type { ContractCommand } from '../../../src/testing/process-sandbox-commands.js';
import { runCommand } from '../../../src/testing/run-sandboxed.js';
import { Unenforced } from '../../support/unenforced.js';
import { PosixLauncher } from './support/posix-launcher.js';
import { directory, managed, readAll, requestFor, rule, workspace } from './support/windows-requests.js';

const supports = {
  fileSystem: 'not-enforced',
  backgroundProcesses: 'killed',
  streamNames: 'closed',
  signals: 'none',
} as const;
const profile = managed([readAll, rule(workspace, 'write')]);
const environment = { PATH: process.env.PATH ?? '/usr/bin:/bin' };
const request = (argv: ContractCommand) => ({ ...requestFor(profile, directory(workspace)), argv, environment });

// What Windows is called for is replaced by processes that nothing confines: everything but the confinement can be tried anywhere.
describe.skipIf(process.platform === 'win32')('WindowsSandbox with a launcher of our own', () => {
  for (const level of ['hardened', 'compatibility'] as const) {
    describeProcessSandbox({ test }, { name: `windows, ${level}, not enforced,`, supports }, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'windows contract-'));
      const sandbox = new WindowsSandbox({ level }, new PosixLauncher(folder));
      return {
        sandbox: new Unenforced(sandbox),
        request: (argv) => request(argv),
        unenforceable: [
          { ...request(['true']), profile: { kind: 'disabled' } },
          { ...request(['true']), profile: { kind: 'external', network: 'restricted' } },
          { ...request(['true']), profile: managed([readAll, rule('C:\\ws\\secret', 'deny')]) },
          ...(level === 'hardened' ? [{ ...request(['true']), profile: managed([readAll], 'restricted') }] : []),
        ],
        files: { inside: join(folder, 'file'), outside: join(tmpdir(), 'never written') },
        cleanUp: async () => {
          await sandbox.close();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    });
  }

  it('hands its launcher the plan, with all that has to be enforced', async () => {
    const launcher = new PosixLauncher(tmpdir());
    const sandbox = new WindowsSandbox({}, launcher);
    const wish = request(['true']);
    await runCommand(sandbox, wish);
    await sandbox.close();
    const planned = sandbox.plan(wish);
    expect(launcher.launched).toEqual(planned.ok ? [planned.value] : []);
  });
});
