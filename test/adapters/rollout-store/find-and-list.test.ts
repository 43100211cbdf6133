import { copyFile, mkdir, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ThreadRecord } from '../../../src/domain/conversation/thread-record.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { ThreadWriter } from '../../../src/ports/thread-store.js';
import { contractHeader, userMessage } from '../../../src/testing/thread-samples.js';
import { create, failureOf, header, name, open, place, threadId } from './session-fixture.js';
import { noon, storeIn, temporaryHome } from './temporary-home.js';

const posix = process.platform !== 'win32';

describe('a fork that refers to another session', () => {
  async function fork(home: AbsolutePath, base: object): Promise<string> {
    const forked = contractHeader(2).threadId;
    const payload = { id: forked, timestamp: '2026-11-20T12:00:01.000Z', cwd: '/work', history_base: base };
    await writeFile(
      join(home, place).replace(threadId, forked),
      `${JSON.stringify({ timestamp: payload.timestamp, ordinal: 3, type: 'session_meta', payload })}\n` +
        '{"timestamp":"2026-11-20T12:00:01.000Z","ordinal":4,"type":"event_msg","payload":{"type":"agent_message","message":"own"}}\n',
    );
    return forked;
  }

  it('begins with what the other one had then', async () => {
    const home = await temporaryHome();
    const path = await create(home, [userMessage('one')]);
    const { size } = await stat(path);
    const forked = await fork(home, { thread_id: threadId, end_ordinal_exclusive: 3, end_byte_offset: size });
    const { writer } = await open(home);
    writer.append([userMessage('later')]);
    await writer.close();
    const stored = await open(home, forked);
    await stored.writer.close();
    expect(stored.records).toEqual([userMessage('one'), { kind: 'agent-message', text: 'own' }]);
  });

  it.each<[string, object, string]>([
    [
      'missing',
      { thread_id: contractHeader(3).threadId, end_byte_offset: 9 },
      `the history begins in thread \`${contractHeader(3).threadId}\`, which does not exist; restore its session file`,
    ],
    [
      'outside',
      { thread_id: '../../x', end_byte_offset: 9 },
      'the history begins in thread `../../x`, which does not exist; restore its session file',
    ],
    [
      'the fork itself',
      { thread_id: contractHeader(2).threadId, end_byte_offset: 9_999 },
      `the threads before \`${contractHeader(2).threadId}\` refer to each other`,
    ],
  ])('is refused when that one is %s', async (_, base, message) => {
    const home = await temporaryHome();
    await create(home);
    const forked = await fork(home, base);
    expect(await failureOf(home, forked)).toEqual({ code: 'unreadable', threadId: forked, message });
  });
});

describe('finding a session', () => {
  it('finds it on a day that its id does not tell, and passes over what is no day', async () => {
    const home = await temporaryHome();
    const path = await create(home);
    const odd = join(home, 'sessions', '2031', '01', '02');
    await mkdir(odd, { recursive: true });
    await mkdir(join(home, 'sessions', '9999-old', '01', '02'), { recursive: true });
    await copyFile(path, join(home, 'sessions', '9999-old', '01', '02', name));
    await rename(path, join(odd, name));
    const { writer } = await open(home);
    expect(writer.location).toBe(join(odd, name));
    await writer.close();
  });

  it('says where it looked', async () => {
    const home = await temporaryHome();
    expect(await failureOf(home)).toEqual({
      code: 'not-found',
      threadId,
      message: `no session in \`${join(home, 'sessions')}\` has the id \`${threadId}\`; \`listThreads\` tells which there are`,
    });
  });

  it('says which ids it expects', async () => {
    expect(await failureOf(await temporaryHome(), 'latest')).toEqual({
      code: 'invalid-id',
      threadId: 'latest',
      message: '`latest` is not the id of a thread; expected a UUID in lower case',
    });
  });
});

describe('a listing', () => {
  it('shows the prompt behind long instructions, and where the session is', async () => {
    const home = await temporaryHome();
    const writer = await storeIn(home).create({ ...header, baseInstructions: 'x'.repeat(300_000) });
    writer.append([userMessage('Do it')]);
    await writer.close();
    const [summary] = await storeIn(home).list();
    expect(summary).toEqual({
      threadId,
      cwd: header.cwd,
      createdAt: noon,
      updatedAt: Math.floor((await stat(join(home, place))).mtimeMs),
      preview: 'Do it',
      location: join(home, place),
    });
  });

  it('does not read further than the head', async () => {
    const home = await temporaryHome();
    const filler: ThreadRecord = { kind: 'agent-message', text: 'x'.repeat(100_000) };
    await create(home, [filler, filler, filler, filler, filler, filler, userMessage('late')]);
    expect((await storeIn(home).list()).map(({ preview }) => preview)).toEqual(['']);
  });

  it.runIf(posix)('leaves out links and what is not a session', async () => {
    const home = await temporaryHome();
    const path = await create(home);
    await symlink(path, path.replace(threadId, contractHeader(2).threadId));
    await writeFile(join(dirname(path), 'notes.txt'), 'x');
    await mkdir(path.replace(threadId, contractHeader(3).threadId));
    expect((await storeIn(home).list()).map((thread) => thread.threadId)).toEqual([threadId]);
  });

  it('shows sessions that are in use', async () => {
    const home = await temporaryHome();
    const writer: ThreadWriter = await storeIn(home).create(header);
    expect((await storeIn(home).list()).map((thread) => thread.threadId)).toEqual([threadId]);
    await writer.close();
  });
});
