import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { SandboxedProcess, SandboxRequest } from '../../../src/ports/process-sandbox.js';
import { startCommand } from '../../../src/testing/run-sandboxed.js';
import { describeOnLinux } from './support/on-linux.js';
import { type Ran, TestBench } from './support/test-bench.js';

const identity = 'git config user.name a; git config user.email a@b';
const unhindered: readonly [title: string, script: string][] = [
  [
    'a repository from its beginning to its collection',
    `git init -q r; cd r; ${identity}; echo 1 >a; git add a; git commit -qm one; git checkout -qb t; echo 2 >b; git add b; git commit -qm two
     git checkout -q -; echo 3 >c; git add c; git commit -qm three; git merge -qm merged t; git checkout -qb u HEAD~1; git rebase -q t
     echo 4 >a; git stash -q; git stash pop -q; git checkout -q a; git worktree add -q ../w; git tag v1; git describe --tags
     git bisect start HEAD HEAD~2 >../log; git bisect run sh -c '! test -e c' >>../log; git bisect reset >>../log 2>&1
     git clone -q --no-local . ../copy; git gc -q --prune=now; git fsck; git grep -n . HEAD; git archive HEAD | tar t; git log --format=%s`,
  ],
  [
    'hooks and filters of a new repository',
    `git init -q r; cd r; ${identity}; printf '#!/bin/sh\\necho hook\\n' >.git/hooks/pre-commit; chmod +x .git/hooks/pre-commit
     git config filter.up.clean 'tr a-z A-Z'; echo '*.t filter=up' >.gitattributes; echo abc >x.t; git add .; git commit -qm x; git show HEAD:x.t`,
  ],
  [
    'processes of Python with shared memory and locks',
    `cat >m.py <<'END'
import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import shared_memory
def square(n): return n * n
if __name__ == '__main__':
    mp.set_start_method('fork')
    for way in ('fork', 'spawn'):
        with mp.get_context(way).Pool(2) as pool: print(way, pool.map(square, range(4)))
    with ProcessPoolExecutor(2) as pool: print(list(pool.map(square, range(3))))
    memory = shared_memory.SharedMemory(create=True, size=100_000)
    memory.close(); memory.unlink()
    count = mp.Value('i', 3)
    with mp.Lock(): count.value += 1
    print(count.value, mp.Semaphore(2).acquire())
END
python3 m.py`,
  ],
  [
    'files of every kind',
    `python3 - <<'END'
import ctypes, fcntl, mmap, os, sqlite3
base = sqlite3.connect('a.db'); print(base.execute('pragma journal_mode=wal').fetchall()); base.execute('create table t(a)'); base.commit()
nameless = os.open('.', os.O_TMPFILE | os.O_RDWR, 0o600); os.write(nameless, b'x')
print(ctypes.CDLL(None).linkat(-100, f'/proc/self/fd/{nameless}'.encode(), -100, b'named', 0x400), open('named').read())
big = os.open('big', os.O_CREAT | os.O_RDWR); fcntl.flock(big, fcntl.LOCK_EX); os.ftruncate(big, 1 << 30); print(os.stat('big').st_blocks)
mapped = mmap.mmap(big, 4096); mapped[0] = 1; mapped.flush(); os.posix_fallocate(big, 0, 8192)
os.setxattr('big', 'user.a', b'1'); os.mkfifo('pipe'); os.symlink('big', 'link'); os.link('big', 'second'); os.chmod('big', 0o2755)
print(oct(os.stat('second').st_mode), os.getxattr('link', 'user.a'), os.memfd_create('m') > 0)
END
mkdir -m 2755 shared; stat -c %A shared; cp -a named copy; tar cf a.tar named; tar xf a.tar; sed -i s/x/y/ named; cat named`,
  ],
  [
    'jobs, pipes and signals of a shell',
    `set -m; coproc cat; echo there >&"\${COPROC[1]}"; read -r line <&"\${COPROC[0]}"; echo "$line"; diff <(echo a) <(echo a) && echo same
     timeout 0.2 sleep 5 || echo $?; nice -n 5 nice; setsid -w echo session; seq 10 | xargs -P4 -n1 echo | sort -n | tail -n 1
     mkfifo p; (echo through >p &); cat p; exec 9>lock; flock 9; trap 'echo caught' USR1; kill -USR1 $$; umask; yes | head -n 1
     { sh -c 'kill -9 $$'; } 2>/dev/null || echo $?; script -qec 'test -t 0 && echo terminal' /dev/null`,
  ],
  [
    'workers, children and watchers of Node.js',
    `cat >m.mjs <<'END'
import cp from 'node:child_process'; import { once } from 'node:events'; import fs from 'node:fs'; import { Worker } from 'node:worker_threads';
const worker = new Worker('require("worker_threads").parentPort.postMessage(3)', { eval: true });
console.log((await once(worker, 'message'))[0], String(cp.execFileSync('cat', { input: 'a'.repeat(300_000) })).length);
fs.writeFileSync('child.cjs', 'process.on("message", (n) => process.send(n + 1, () => process.exit(5)))');
const child = cp.fork('./child.cjs'); child.send(1); console.log((await once(child, 'message'))[0], (await once(child, 'exit'))[0]);
const watcher = fs.promises.watch('.')[Symbol.asyncIterator](); const seen = watcher.next(); fs.writeFileSync('new', '');
console.log((await seen).value.filename); await watcher.return();
END
node m.mjs`,
  ],
];

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

  it.each(unhindered)('answer as outside of the sandbox: %s', { timeout: 60_000 }, async (_, script) => {
    const bench = new TestBench();
    const environment = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: bench.outside };
    const inside = await bench.run({ ...(await bench.request(['bash', '-ec', script])), environment });
    const outside = spawnSync('bash', ['-ec', script], { cwd: bench.outside, env: environment, encoding: 'utf8' });
    await bench.close();
    expect(outside.status, outside.stderr).toBe(0);
    expect(inside).toEqual({
      outcome: { kind: 'exited', exitCode: 0 },
      stdout: outside.stdout,
      stderr: outside.stderr,
    });
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
