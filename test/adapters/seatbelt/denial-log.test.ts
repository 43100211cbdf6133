import { describe, expect, it } from 'vitest';
import { parseDenial } from '../../../src/adapters/seatbelt/parse-denial.js';
import type { Denial } from '../../../src/ports/process-sandbox.js';
import { runCommand } from '../../../src/testing/run-sandboxed.js';
import { FakeLauncher, obligingLauncher } from './support/fake-launcher.js';
import { SeatbeltBench } from './support/seatbelt-bench.js';

const line = (eventMessage: string): string => JSON.stringify({ eventMessage, processID: 0 });

describe('a line of the log', () => {
  it.each([
    [
      line('Sandbox: my node(42) deny(1) file-write-create /private/tmp/a b\ncodex-sdk-x'),
      { process: 'my node', pid: 42, operation: 'file-write-create', target: '/private/tmp/a b' },
    ],
    [line('Sandbox: sh(7) deny(1) process-fork'), { process: 'sh', pid: 7, operation: 'process-fork' }],
    [line('something else'), undefined],
    ['Filtering the log data using "x"', undefined],
    ['{"eventMessage":1}', undefined],
    ['null', undefined],
    ['', undefined],
  ])('says what was denied, or nothing: %s', (text, denial) => {
    expect(parseDenial(text)).toEqual(denial);
  });
});

/** Says what it filters, then that what it looks for was found, and goes on. */
const talkingLog = `
echo 'Filtering the log data'
while [ "$1" != --predicate ]; do shift; done
tag=$(printf %s "$2" | cut -d'"' -f2)
printf '%s\\n' '{"eventMessage":"Sandbox: sh(7) deny(1) file-read-data /secret '"$tag"'"}'
exec sleep 60
`;

describe.skipIf(process.platform === 'win32')('a command of which denials are wanted', () => {
  async function denialsWith(log: string): Promise<{ readonly denials: readonly Denial[]; readonly policy: string }> {
    const launcher = new FakeLauncher({ '/usr/bin/sandbox-exec': obligingLauncher, '/usr/bin/log': log });
    const bench = new SeatbeltBench({ launcher, platform: 'darwin' });
    const denials: Denial[] = [];
    const request = await bench.request(['sh', '-c', 'exit 3']);
    const planned = bench.sandbox.plan(request);
    if (!planned.ok) throw new Error(planned.error.message);
    const options = {
      stdin: 'closed',
      onOutput: () => undefined,
      onDenial: (it: Denial) => void denials.push(it),
    } as const;
    const outcome = await bench.sandbox.spawn(planned.value, options).outcome;
    await bench.close();
    expect(outcome).toEqual({ kind: 'exited', exitCode: 3 });
    return { denials, policy: launcher.started.at(-1)?.argv[2] ?? '' };
  }

  it('has a tag of its own beside every denial of its policy, by which the log is searched', async () => {
    const { denials, policy } = await denialsWith(talkingLog);
    const [, tag] = /^\(deny default \(with message "([a-z0-9-]+)"\)\)$/m.exec(policy) ?? [];
    expect(denials).toEqual([{ process: 'sh', pid: 7, operation: 'file-read-data', target: `/secret ${tag}` }]);
    expect(policy).toContain(`(deny file-write-unlink (with message "${tag}")`);
  });

  it('runs where the log cannot be read', async () => {
    expect((await denialsWith('exit 1')).denials).toEqual([]);
  });

  it('runs without any log otherwise', async () => {
    const launcher = new FakeLauncher();
    const bench = new SeatbeltBench({ launcher, platform: 'darwin' });
    await runCommand(bench.sandbox, await bench.request(['true']));
    await bench.close();
    expect(launcher.started.map(({ argv }) => argv[0])).toEqual(['/usr/bin/sandbox-exec']);
  });
});
