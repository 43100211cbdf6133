// @ts-check
/** Runs inside wine: starts commands through the Windows sandbox and writes what it saw to the file that its argument names. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';

// @ts-expect-error: the build lies beside this file when it runs.
const { NoSandbox, WindowsSandbox } = await import('./dist/adapters.js');

const [, , report = 'report.txt'] = process.argv;
const cwd = 'C:\\codex-sdk smoke';
const readOnly = [{ path: { kind: 'special', special: { kind: 'root' } }, access: 'read' }];
const writable = [...readOnly, { path: { kind: 'path', path: cwd }, access: 'write' }];
const oddArguments = [
  'a b',
  '"quoted"',
  '\\',
  'a\\"b',
  'trailing\\\\',
  '',
  '%PATH%',
  '^&|<>',
  "it's",
  'ünï',
  '*',
  '--',
  '\t',
];
const node = process.execPath;

/** @type {Record<string, () => Promise<unknown>>} */
const checks = {
  'says what it can do': async () => {
    const capabilities = await new WindowsSandbox().probe();
    assert.equal(capabilities.status, 'available');
    return capabilities.notes;
  },
  'runs a command and passes on its status': async () => {
    assert.deepEqual((await run(['cmd', '/c', 'exit 3'])).outcome, { kind: 'exited', exitCode: 3 });
  },
  'keeps standard output and error apart': async () => {
    const { stdout, stderr } = await run([
      node,
      '-e',
      script("process.stdout.write('out');process.stderr.write('err')"),
    ]);
    assert.deepEqual([stdout, stderr], ['out', 'err']);
  },
  'passes arguments on exactly': async () => {
    const { stdout } = await run([
      node,
      '-e',
      'process.stdout.write(JSON.stringify(process.argv.slice(1)))',
      '--',
      ...oddArguments,
    ]);
    assert.deepEqual(JSON.parse(stdout), oddArguments);
  },
  'passes the environment on, and nothing else': async () => {
    const { stdout } = await run([node, '-p', 'process.env.SMOKE + process.env.smoke2'], {
      environment: { SMOKE: 'ä', Smoke2: 'b' },
    });
    assert.equal(stdout.trim(), 'äb');
  },
  'passes on one variable per name, the last one': async () => {
    const { stdout } = await run([node, '-p', 'process.env.SMOKE + process.env["stra\u00dfe"] + process.env.STRASSE'], {
      environment: { smoke: 'old', Smoke: 'new', straße: '1', STRASSE: '2' },
    });
    assert.equal(stdout.trim(), 'new12');
  },
  'passes on an argument of thirty thousand characters': async () => {
    const long = `${'\\'.repeat(14_000)}"${'\\'.repeat(1_000)}`;
    const { stdout } = await run([node, '-p', 'process.argv[1].length + process.argv[1].slice(-2)', '--', long]);
    assert.equal(stdout.trim(), `${long.length}${long.slice(-2)}`);
  },
  'gives standard input, and its end': async () => {
    const { stdout } = await run([node, '-e', 'process.stdin.pipe(process.stdout)'], { stdin: 'typed' });
    assert.equal(stdout, 'typed');
  },
  'passes on a megabyte': async () => {
    const { stdout } = await run([node, '-e', "process.stdout.write('x'.repeat(1 << 20))"]);
    assert.equal(stdout.length, 1 << 20);
  },
  'hands scripts to the command interpreter as they are': async () => {
    const { stdout } = await run(['cmd.exe', '/d', '/s', '/c', 'echo "a b"&& echo second']);
    assert.deepEqual(stdout.trim().split(/\r?\n/), ['"a b"', 'second']);
  },
  'says that a program is missing': async () => {
    assert.equal((await run(['codex-sdk-no-such-program'])).outcome.kind, 'not-started');
  },
  'says that a working directory is missing': async () => {
    assert.equal((await run(['cmd', '/c', 'exit'], { cwd: 'C:\\missing' })).outcome.kind, 'not-started');
  },
  'runs a batch file': async () => {
    writeFileSync(`${cwd}\\a batch.cmd`, '@echo ran %1\r\n@exit /b 4\r\n');
    const { outcome, stdout } = await run([`${cwd}\\a batch.cmd`, 'word']);
    assert.deepEqual([outcome, stdout.trim()], [{ kind: 'exited', exitCode: 4 }, 'ran word']);
  },
  'ends a command whose time is over, with its children': async () => {
    const marker = `${cwd}\\late`;
    const child = `setTimeout(()=>require('fs').writeFileSync(${JSON.stringify(marker)},''),3000)`;
    const parent = `require('child_process').spawn(process.execPath,['-e',${JSON.stringify(child)}],{stdio:'ignore'});setInterval(()=>{},1000)`;
    const started = Date.now();
    assert.deepEqual((await run([node, '-e', parent], { timeoutMs: 1500 })).outcome, { kind: 'timed-out' });
    const tookMs = Date.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 4000));
    assert.equal(existsSync(marker), false);
    return `after ${tookMs} ms`;
  },
  'runs twenty commands at once': async () => {
    const wanted = Array.from({ length: 20 }, (_, index) => String(index));
    const results = await Promise.all(wanted.map((text) => run(['cmd', '/c', `echo ${text}`])));
    assert.deepEqual(
      results.map(({ stdout }) => stdout.trim()),
      wanted,
    );
  },
  'without a sandbox: hands scripts to the command interpreter as they are': async () => {
    const { stdout } = await run(['cmd.exe', '/d', '/s', '/c', 'echo "a b"&& echo second'], { confined: false });
    assert.deepEqual(stdout.trim().split(/\r?\n/), ['"a b"', 'second']);
  },
  'without a sandbox: ends a command whose time is over': async () => {
    const { outcome } = await run([node, '-e', 'setInterval(()=>{},1000)'], { confined: false, timeoutMs: 1500 });
    assert.deepEqual(outcome, { kind: 'timed-out' });
  },
  'refuses to run where access lists are not kept, as in wine': async () => {
    await assert.rejects(run(['cmd', '/c', 'exit'], { entries: writable }), (error) => {
      assert.match(String(error), /do not keep what is written/);
      return true;
    });
  },
};

/** @param {string} text */
function script(text) {
  return text;
}

/**
 * @param {string[]} argv
 * @param {{ environment?: Record<string, string>, stdin?: string, timeoutMs?: number, entries?: unknown, cwd?: string, confined?: boolean }} [options]
 */
async function run(argv, options = {}) {
  const { entries = readOnly, stdin, timeoutMs, confined = true } = options;
  const sandbox = confined ? new WindowsSandbox() : new NoSandbox();
  const profile = confined
    ? { kind: 'managed', network: 'enabled', fileSystem: { kind: 'restricted', entries } }
    : { kind: 'disabled' };
  const facts = new Map([[cwd, { type: 'directory', realPath: cwd, symlinks: [] }]]);
  const environment = { ...process.env, ...options.environment };
  const context = { cwd, workspaceRoots: [cwd] };
  const planned = sandbox.plan({ argv, cwd: options.cwd ?? cwd, environment, profile, context, facts });
  assert.ok(planned.ok, planned.error?.message);
  /** @type {Record<string, Buffer[]>} */
  const output = { stdout: [], stderr: [] };
  const command = sandbox.spawn(planned.value, {
    stdin: stdin === undefined ? 'closed' : 'open',
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    onOutput: (/** @type {{ stream: string, bytes: Uint8Array }} */ { stream, bytes }) =>
      output[stream]?.push(Buffer.from(bytes)),
  });
  if (stdin !== undefined) {
    command.write(Buffer.from(stdin));
    command.end();
  }
  const outcome = await command.outcome;
  await sandbox.close();
  const [stdout, stderr] = [output.stdout, output.stderr].map((chunks = []) => Buffer.concat(chunks).toString('utf8'));
  return { outcome, stdout: stdout ?? '', stderr: stderr ?? '' };
}

rmSync(cwd, { recursive: true, force: true });
mkdirSync(cwd, { recursive: true });
let failures = 0;
for (const [sentence, check] of Object.entries(checks)) {
  try {
    const detail = await check();
    appendFileSync(report, `ok      ${sentence}${detail === undefined ? '' : `: ${detail}`}\n`);
  } catch (error) {
    failures += 1;
    appendFileSync(report, `FAILED  ${sentence}: ${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
process.exit(failures === 0 ? 0 : 1);
