import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const nobody = 65_534;
const project = fileURLToPath(new URL('../../../', import.meta.url));
const suites = [
  'test/adapters/bubblewrap/attacks',
  'test/adapters/bubblewrap/bubblewrap-sandbox.contract.test.ts',
  'test/adapters/bubblewrap/real-tools.test.ts',
];
const obstacle = findObstacle();

/** Root may do what ordinary users may not and the other way round, so attacks and tools are repeated without any privilege. */
describe(obstacle === undefined ? 'an ordinary user' : `an ordinary user (skipped: ${obstacle})`, () => {
  it.skipIf(obstacle !== undefined)('is as confined as root, and as free', { timeout: 240_000 }, () => {
    const home = mkdtempSync('/var/tmp/codex-sdk-ordinary-');
    spawnSync('chown', [`${nobody}:${nobody}`, home]);
    const identity = [
      `--reuid=${nobody}`,
      `--regid=${nobody}`,
      '--clear-groups',
      '--inh-caps=-all',
      '--bounding-set=-all',
    ];
    const vitest = [join(project, 'node_modules/vitest/vitest.mjs'), 'run', '--configLoader=runner', '--reporter=json'];
    const { stdout, stderr } = spawnSync('setpriv', [...identity, process.execPath, ...vitest, ...suites], {
      cwd: project,
      env: { HOME: home, PATH: '/usr/bin:/bin', SANDBOX_BENCH_PARENT: home },
      encoding: 'utf8',
      maxBuffer: 64 * 1_024 * 1_024,
    });
    rmSync(home, { recursive: true, force: true });
    const report = readReport(stdout, stderr);
    expect(report.failures).toEqual([]);
    expect(report.passed).toBeGreaterThan(100);
  });
});

interface Report {
  readonly passed: number;
  readonly failures: readonly string[];
}

function readReport(stdout: string, stderr: string): Report {
  const start = stdout.indexOf('{"num');
  if (start === -1) throw new Error(`no report: ${stdout}${stderr}`);
  const { numPassedTests, testResults } = JSON.parse(stdout.slice(start));
  const failures: string[] = [];
  for (const { assertionResults, message } of testResults) {
    if (assertionResults.length === 0) failures.push(message);
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status === 'failed') failures.push(`${fullName}: ${failureMessages.join('\n')}`);
    }
  }
  return { passed: numPassedTests, failures };
}

/** Why the suites cannot be repeated as somebody else; where they already run as an ordinary user there is nothing to repeat. */
function findObstacle(): string | undefined {
  if (process.platform !== 'linux') return `bubblewrap exists on Linux only, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'the suites themselves already run as an ordinary user';
  if (!existsSync('/usr/bin/setpriv') && !existsSync('/bin/setpriv')) return 'setpriv is not installed';
  for (const needed of [project, process.execPath]) {
    for (let place = needed; place !== '/'; place = dirname(place)) {
      if ((statSync(place).mode & 0o001) === 0) return `others than root may not reach \`${place}\``;
    }
  }
  accessSync(project, constants.R_OK);
  return undefined;
}
