import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { SandboxedProcess, SandboxRequest } from '../../../src/ports/process-sandbox.js';
import { startCommand } from '../../../src/testing/run-sandboxed.js';
import { describeOnLinux } from './support/on-linux.js';
import { type Ran, TestBench } from './support/test-bench.js';

describeOnLinux('ordinary tools', () => {
  it('build, test and commit a small project in the hardened sandbox', { timeout: 60_000 }, async () => {
    const bench = new TestBench();
    bench.file('add.mjs', 'export const add = (a, b) => a + b;\n');
    bench.file(
      'add.test.mjs',
      "import assert from 'node:assert';\nimport test from 'node:test';\nimport { add } from './add.mjs';\n" +
        "test('adds', () => assert.equal(add(1, 2), 3));\n",
    );
    bench.file(
      'workers.py',
      'import asyncio, multiprocessing, subprocess\n' +
        'def square(n): return n * n\n' +
        'async def main():\n' +
        '    print(await asyncio.to_thread(square, 5))\n' +
        "    done = await asyncio.create_subprocess_exec('echo', 'child')\n" +
        '    await done.wait()\n' +
        "if __name__ == '__main__':\n" +
        '    with multiprocessing.Pool(2) as pool: print(sum(pool.map(square, range(10))))\n' +
        '    asyncio.run(main())\n',
    );
    const script = [
      'git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -qm first && git log --format=%s',
      'node --test add.test.mjs > report 2>&1 && grep -c "^# pass 1" report',
      `node -e "console.log(require('child_process').execSync('echo sync').toString().trim())"`,
      `node -e "new (require('worker_threads').Worker)('console.log(\\"worker\\")', { eval: true })"`,
      'python3 -u workers.py',
      'echo to-stderr > /dev/stderr; echo to-stdout > /dev/stdout',
      'seq 3 | tee /dev/stderr | wc -l',
    ];
    const request = await bench.request(['bash', '-ec', script.join('\n')]);
    const environment = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: bench.workspace };
    const { outcome, stdout, stderr } = await bench.run({ ...request, environment });
    const report = readFileSync(join(bench.workspace, 'report'), 'utf8');
    await bench.close();
    expect({ outcome, stdout: stdout.split('\n'), stderr }).toEqual({
      outcome: { kind: 'exited', exitCode: 0 },
      stdout: ['first', '1', 'sync', 'worker', '285', '25', 'child', 'to-stdout', '3', ''],
      stderr: 'to-stderr\n1\n2\n3\n',
    });
    expect(report).toContain('# fail 0');
  });

  // Without an answer about its input, as in the public Codex, bash takes itself to be at the end of a network connection.
  const firstWords = { hardened: '', compatibility: 'start of a session\n' } as const;
  it.each(['hardened', 'compatibility'] as const)('read what they are given by its names (%s)', async (level) => {
    const bench = new TestBench({ level });
    bench.file('.bashrc', 'echo start of a session\n');
    const script = 'read -r line; echo "$line"; cat /dev/stdin; cat /proc/self/fd/0; test -p /dev/stdin && echo a pipe';
    const request = await bench.request(['bash', '-c', script]);
    const environment = { PATH: '/usr/bin:/bin', HOME: bench.workspace };
    const ran = await fed(bench, { ...request, environment }, (command) => {
      command.write(Buffer.from('first\nsecond\n'));
      command.end();
    });
    await bench.close();
    expect(ran).toEqual({
      outcome: { kind: 'exited', exitCode: 0 },
      stdout: `${firstWords[level]}first\nsecond\na pipe\n`,
      stderr: '',
    });
  });

  it('read more than a pipe holds, and may leave the rest', { timeout: 30_000 }, async () => {
    const bench = new TestBench();
    const million = Buffer.alloc(1_000_000, 'x');
    const run = async (argv: readonly [string, ...string[]], feed: Feed): Promise<Ran> =>
      fed(bench, await bench.request(argv), feed);
    const giveAll: Feed = (command) => {
      command.write(million);
      command.end();
    };
    const all = await run(['wc', '-c'], giveAll);
    const little = await run(['head', '-c', '3'], giveAll);
    const none = await run(['true'], (command) => command.write(million));
    const after = await run(['wc', '-c'], (command) => command.end());
    await bench.close();
    expect([all, little, none, after].map(({ outcome, stdout }) => [outcome, stdout])).toEqual(
      ['1000000\n', 'xxx', '', '0\n'].map((stdout) => [{ kind: 'exited', exitCode: 0 }, stdout]),
    );
  });

  it('run fifty at once in one workspace without disturbing each other', { timeout: 60_000 }, async () => {
    const bench = new TestBench();
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    const ran = await Promise.all(
      numbers.map((index) => bench.sh(`echo ${index} > file-${index}; cat file-${index}; mkdir .codex 2>/dev/null`)),
    );
    const left = await bench.sh('ls -A | grep -v "^file-"');
    await bench.close();
    expect(ran.map(({ stdout, outcome }) => [stdout, outcome])).toEqual(
      numbers.map((index) => [`${index}\n`, { kind: 'exited', exitCode: 1 }]),
    );
    expect(left.stdout).toBe('.codex\n');
  });
});

type Feed = (command: SandboxedProcess) => void;

/** Runs a command that is given something to read. */
async function fed(bench: TestBench, request: SandboxRequest, feed: Feed): Promise<Ran> {
  const { process: running, finished } = startCommand(bench.sandbox, request, { stdin: 'open' });
  feed(running);
  const { outcome, stdout, stderr } = await finished;
  return { outcome, stdout: Buffer.from(stdout).toString(), stderr: Buffer.from(stderr).toString() };
}
