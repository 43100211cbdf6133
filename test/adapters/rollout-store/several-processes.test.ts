import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identifyOwnProcess } from '../../../src/adapters/rollout-store/process-identity.js';
import type { ThreadRecord } from '../../../src/domain/conversation/thread-record.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { StoredThread } from '../../../src/ports/thread-store.js';
import { contractHeader, userMessage } from '../../../src/testing/thread-samples.js';
import { type ChildProgram, runProgram, translateModules } from './child-program.js';
import { filesIn, noon, storeIn, temporaryHome } from './temporary-home.js';

const header = { ...contractHeader(1), createdAt: noon };
const { threadId } = header;
const storeModule = 'adapters/rollout-store/rollout-store';

/** Starts a process with a `store` over the home, `header`, `message(text)` and `say(text)` in scope. */
async function runWithStore(
  home: AbsolutePath,
  program: string,
  identity: { readonly uid?: number; readonly gid?: number } = {},
): Promise<ChildProgram> {
  const pathOf = await translateModules(join(home, 'program'), [storeModule]);
  return runProgram(
    `import { RolloutStore } from ${JSON.stringify(pathOf(storeModule))};
     const clock = { now: () => ${noon}, utcOffsetMinutes: () => 90 };
     const store = new RolloutStore({ codexHome: ${JSON.stringify(home)}, clock });
     const header = ${JSON.stringify(header)};
     const message = (text) => ({ kind: 'user-message', text, images: [], localImages: [] });
     const say = (text) => process.stdout.write(text + '\\n');
     ${program}`,
    identity,
  );
}

async function open(home: AbsolutePath): Promise<StoredThread> {
  const opened = await storeIn(home).open(threadId);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

const textsOf = (records: readonly ThreadRecord[]) =>
  records.map((record) => (record.kind === 'user-message' ? record.text : record.kind));

describe('a writer that is killed', () => {
  it('has kept everything that was flushed, in order, and nothing broken', async () => {
    const home = await temporaryHome();
    const child = await runWithStore(
      home,
      `const writer = await store.create(header);
       for (let count = 0; ; count += 1) {
         for (let index = 0; index < 20; index += 1) writer.append([message('m' + (count * 20 + index) + 'x'.repeat(3000))]);
         await writer.flush();
         say(String((count + 1) * 20));
       }`,
    );
    let flushed = 0;
    while (flushed < 400) flushed = Number(await child.nextLine());
    child.process.kill('SIGKILL');
    await child.ended;
    const { records, writer } = await open(home);
    writer.append([userMessage('after')]);
    await writer.close();
    const again = await open(home);
    await again.writer.close();
    const written = records.map((_, index) => userMessage(`m${index}${'x'.repeat(3000)}`));
    expect(records).toEqual(written);
    expect(records.length).toBeGreaterThanOrEqual(flushed);
    expect(again.records).toEqual([...written, userMessage('after')]);
  });
});

describe.runIf(existsSync('/usr/bin/prlimit'))('a disk that is full', () => {
  it('tears a line, which is finished as soon as there is room again', async () => {
    const home = await temporaryHome();
    const child = await runWithStore(
      home,
      `process.on('SIGXFSZ', () => undefined);
       const writer = await store.create(header);
       say(String(process.pid));
       process.stdin.once('data', async () => {
         for (let index = 0; index < 20; index += 1) writer.append([message('m' + index + 'x'.repeat(1000))]);
         say(await writer.flush().then(() => 'written', (error) => error.code + ' ' + error.cause.code));
         writer.append([message('m20' + 'x'.repeat(1000))]);
         process.stdin.once('data', async () => {
           await writer.close();
           say('closed');
           process.stdin.destroy();
         });
         process.stdin.resume();
       });`,
    );
    const pid = await child.nextLine();
    const limitFiles = (bytes: string) => execFileSync('prlimit', ['--pid', pid, `--fsize=${bytes}:unlimited`]);
    limitFiles('10000');
    child.process.stdin.write('go');
    expect(await child.nextLine()).toBe('thread-store-failed EFBIG');
    const [path = ''] = Object.keys(await filesIn(join(home, 'sessions')));
    expect((await stat(join(home, 'sessions', path))).size).toBe(10_000);
    limitFiles('unlimited');
    child.process.stdin.write('again');
    expect(await child.nextLine()).toBe('closed');
    await child.ended;
    const { records, writer } = await open(home);
    await writer.close();
    expect(textsOf(records)).toEqual(Array.from({ length: 21 }, (_, index) => `m${index}${'x'.repeat(1000)}`));
  });
});

describe('a process that exits without closing', () => {
  it('writes what was queued and releases the session', async () => {
    const home = await temporaryHome();
    const child = await runWithStore(
      home,
      `const writer = await store.create(header);
       writer.append([message('one')]);
       await writer.flush();
       writer.append([message('two')]);
       process.exit(0);`,
    );
    await child.ended;
    await rm(join(home, 'program'), { recursive: true });
    expect(Object.keys(await filesIn(home))).toEqual([expect.stringMatching(/\.jsonl$/)]);
    const { records, writer } = await open(home);
    await writer.close();
    expect(textsOf(records)).toEqual(['one', 'two']);
  });
});

describe('two processes', () => {
  it('do not write one thread at once; the second one gets it when the first one ends, however it ends', async () => {
    const home = await temporaryHome();
    const child = await runWithStore(
      home,
      `const writer = await store.create(header);
       writer.append([message('one')]);
       await writer.flush();
       say(String(process.pid));
       setInterval(() => undefined, 1000);`,
    );
    const pid = await child.nextLine();
    await expect(storeIn(home).open(threadId)).rejects.toMatchObject({
      code: 'thread-busy',
      message: expect.stringContaining(
        `thread \`${threadId}\` is in use by process ${pid}; end that session, or delete \``,
      ),
    });
    child.process.kill('SIGKILL');
    await child.ended;
    const { records, writer } = await open(home);
    await writer.close();
    expect(textsOf(records)).toEqual(['one']);
  });

  it('that find a stale lock at the same time do not both get it', async () => {
    const home = await temporaryHome();
    const stale = await storeIn(home).create(header);
    await stale.close();
    const lockPath = `${stale.location}.lock`;
    const race = `
      import { createInterface } from 'node:readline';
      say('ready');
      for await (const line of createInterface({ input: process.stdin })) {
        try {
          const opened = await store.open(header.threadId);
          say('got');
          globalThis.writer = opened.value.writer;
        } catch (error) {
          say(error.code);
        }
        if (line === 'last') break;
      }
      process.exit(0);`;
    const deadPid = await endedProcess();
    const racers = await Promise.all([runWithStore(home, race), runWithStore(home, race), runWithStore(home, race)]);
    await Promise.all(racers.map((racer) => racer.nextLine()));
    await writeFile(lockPath, JSON.stringify({ ...identifyOwnProcess(), pid: deadPid, token: 'x' }));
    for (const racer of racers) racer.process.stdin.write('go\n');
    const outcomes = await Promise.all(racers.map((racer) => racer.nextLine()));
    for (const racer of racers) racer.process.stdin.write('last\n');
    await Promise.all(racers.map((racer) => racer.ended));
    expect(outcomes.sort()).toEqual(['got', 'thread-busy', 'thread-busy']);
    expect(JSON.stringify(Object.keys(await filesIn(join(home, 'sessions'))))).not.toContain('.lock');
  });
});

/** The id of a process that ran a moment ago. */
async function endedProcess(): Promise<number> {
  const child = runProgram('process.stdout.write(process.pid + "\\n")');
  const pid = Number(await child.nextLine());
  await child.ended;
  return pid;
}

describe.runIf(process.getuid?.() === 0)('the file of another user', () => {
  const [writerUid, readerUid] = [54_321, 54_322];

  it('is refused, unless the superuser owns it or reads it', async () => {
    const home = await temporaryHome();
    await chmod(home, 0o777);
    await mkdir(join(home, 'sessions'));
    await chmod(join(home, 'sessions'), 0o777);
    const begin = `process.umask(0); await (await store.create(header)).close(); say('done');`;
    const child = await runWithStore(home, begin, { uid: writerUid, gid: writerUid });
    expect(await child.nextLine()).toBe('done');
    await child.ended;
    const [path = ''] = Object.keys(await filesIn(join(home, 'sessions')));
    for (const step of [path, '2026', '2026/11', '2026/11/20']) await chmod(join(home, 'sessions', step), 0o777);
    const read = `
      const opened = await store.open(header.threadId);
      say(opened.ok ? 'opened' : opened.error.message);
      if (opened.ok) await opened.value.writer.close();`;
    const reader = await runWithStore(home, read, { uid: readerUid, gid: readerUid });
    expect(await reader.nextLine()).toBe(
      `the session file \`${join(home, 'sessions', path)}\` belongs to another user (54321); expected a file of your own`,
    );
    await reader.ended;
    const { writer } = await open(home);
    await writer.close();
  });
});
