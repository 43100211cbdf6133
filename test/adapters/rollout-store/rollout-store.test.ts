import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allRecords, userMessage } from '../../../src/testing/thread-samples.js';
import { create, header, open, place, threadId } from './session-fixture.js';
import { filesIn, storeIn, temporaryHome } from './temporary-home.js';

const posix = process.platform !== 'win32';

describe('a new session', () => {
  it('is one file, named by local time, with one line for a record', async () => {
    const home = await temporaryHome();
    await create(home, [userMessage('one'), userMessage('two')]);
    const files = await filesIn(home);
    expect(Object.keys(files)).toEqual([place]);
    const lines = (files[place] ?? '').split('\n');
    expect(lines.slice(1)).toEqual([
      '{"timestamp":"2026-11-20T12:00:00.000Z","type":"event_msg","payload":{"type":"user_message","message":"one","images":[],"local_images":[],"text_elements":[]}}',
      '{"timestamp":"2026-11-20T12:00:00.000Z","type":"event_msg","payload":{"type":"user_message","message":"two","images":[],"local_images":[],"text_elements":[]}}',
      '',
    ]);
  });

  it('exists, locked, as soon as it is begun', async () => {
    const home = await temporaryHome();
    const writer = await storeIn(home).create(header);
    expect(Object.keys(await filesIn(home)).sort()).toEqual([place, `${place}.lock`]);
    expect(writer.location).toBe(join(home, place));
    await writer.close();
  });

  it.runIf(posix)('is for its owner alone', async () => {
    const home = await temporaryHome();
    const path = await create(home);
    const modes = [path, dirname(path), join(home, 'sessions')].map(async (step) => (await stat(step)).mode & 0o777);
    expect(await Promise.all(modes)).toEqual([0o600, 0o700, 0o700]);
  });

  it.runIf(posix)('does not go through a link to elsewhere', async () => {
    const [home, elsewhere] = [await temporaryHome(), await temporaryHome()];
    await mkdir(join(home, 'sessions', '2026'), { recursive: true });
    await symlink(elsewhere, join(home, 'sessions', '2026', '11'));
    await expect(storeIn(home).create(header)).rejects.toMatchObject({
      code: 'thread-store-failed',
      message: `cannot begin thread \`${threadId}\`: \`${join(home, 'sessions', '2026', '11')}\` is a symbolic link; put a folder in its place`,
    });
    expect(await filesIn(elsewhere)).toEqual({});
  });

  it.runIf(posix)('does not write through a planted link, and leaves no lock', async () => {
    const home = await temporaryHome();
    const path = join(home, place);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(join(home, 'precious'), 'kept');
    await symlink(join(home, 'precious'), path);
    await expect(storeIn(home).create(header)).rejects.toMatchObject({ code: 'thread-store-failed' });
    expect(await filesIn(home)).toEqual({ precious: 'kept' });
  });

  it('says why it cannot be begun', async () => {
    const home = await temporaryHome();
    await writeFile(join(home, 'sessions'), 'a file');
    await expect(storeIn(home).create(header)).rejects.toMatchObject({
      code: 'thread-store-failed',
      message: expect.stringContaining(`cannot begin thread \`${threadId}\`: `),
      cause: expect.objectContaining({ code: 'ENOTDIR' }),
    });
  });
});

describe('appending', () => {
  it('does not touch the disk in the same tick', async () => {
    const home = await temporaryHome();
    const writer = await storeIn(home).create(header);
    const before = readFileSync(join(home, place), 'utf8');
    writer.append(allRecords);
    expect(readFileSync(join(home, place), 'utf8')).toBe(before);
    await writer.close();
  });

  it('fails at the next flush when the file is gone, keeps what was not written, and goes on when it is back', async () => {
    const home = await temporaryHome();
    const path = await create(home);
    const { writer } = await open(home);
    await rename(path, join(home, 'moved'));
    writer.append([userMessage('one')]);
    const failure = {
      code: 'thread-store-failed',
      message: `cannot write the session file \`${path}\`; check that the disk has room and that nobody moved the file`,
      cause: { code: 'ENOENT' },
    };
    await expect(writer.flush()).rejects.toMatchObject(failure);
    writer.append([userMessage('two')]);
    await expect(writer.flush()).rejects.toMatchObject(failure);
    await rename(join(home, 'moved'), path);
    writer.append([userMessage('three')]);
    await writer.close();
    const again = await open(home);
    await again.writer.close();
    expect(again.records).toEqual(['one', 'two', 'three'].map(userMessage));
  });

  it('refuses another file in the place of the session', async () => {
    const home = await temporaryHome();
    const path = await create(home);
    const { writer } = await open(home);
    await rename(path, join(home, 'moved'));
    await writeFile(path, 'planted');
    writer.append([userMessage('one')]);
    await expect(writer.flush()).rejects.toMatchObject({
      code: 'thread-store-failed',
      cause: { message: `the session file \`${path}\` was replaced by another file` },
    });
    expect(await readFile(path, 'utf8')).toBe('planted');
    await rm(path);
    await link(join(home, 'moved'), path);
    await writer.close();
    expect(await readFile(path, 'utf8')).toContain('"message":"one"');
  });

  it('releases the session even when closing fails', async () => {
    const home = await temporaryHome();
    const path = await create(home);
    const { writer } = await open(home);
    await rename(path, join(home, 'moved'));
    writer.append([userMessage('one')]);
    await expect(writer.close()).rejects.toMatchObject({ code: 'thread-store-failed' });
    expect(Object.keys(await filesIn(home))).toEqual(['moved']);
  });

  it('continues the numbers of a session that has them', async () => {
    const home = await temporaryHome();
    const path = await create(home);
    const [first = ''] = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, `${first.replace(',"type"', ',"ordinal":7,"type"')}\n`);
    const { writer } = await open(home);
    writer.append([userMessage('one')]);
    writer.append([{ kind: 'compacted', message: 'm', replacement: [] }]);
    await writer.close();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).ordinal)).toEqual([7, 8, 9, 10]);
  });

  it('survives a burst that is larger than one write takes', async () => {
    const home = await temporaryHome();
    const texts = Array.from({ length: 2_000 }, (_, index) => `${index}${'x'.repeat(5_000)}`);
    await create(home, texts.map(userMessage));
    const { records, writer } = await open(home);
    await writer.close();
    expect(records).toEqual(texts.map(userMessage));
  });
});
