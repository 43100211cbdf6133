import { CodexError } from '../domain/codex-error.js';
import type { ThreadHeader } from '../domain/conversation/thread-record.js';
import type { StoredThread, ThreadStore, ThreadSummary } from '../ports/thread-store.js';
import { assert, assertEqual, assertRejects } from './assert.js';
import type { DefineTest } from './define-test.js';
import {
  allRecords,
  contractDirectory,
  contractHeader,
  otherDirectory,
  plainRecords,
  userMessage,
} from './thread-samples.js';
import { withSubject } from './with-subject.js';

/** The store under test, empty, and how to take down what was built around it. */
export interface ThreadStoreSubject {
  readonly store: ThreadStore;
  /** Another store over the same sessions, as a later process would see them. */
  readonly reopen: () => Promise<ThreadStore>;
  /** Makes sure that whatever is written from now on counts as newer than what was written before. */
  readonly letTimePass: () => Promise<void>;
  readonly cleanUp?: () => Promise<void>;
}

/** The contract of `ThreadStore`: what every implementation has to do, wherever it keeps the threads. */
export function describeThreadStore(
  runner: { readonly test: DefineTest },
  name: string,
  create: () => Promise<ThreadStoreSubject>,
): void {
  const contract = (sentence: string, run: (subject: ThreadStoreSubject) => Promise<void>) =>
    runner.test(`${name} ${sentence}`, () => withSubject(create, run));

  contract('is empty at first', isEmpty);
  contract('gives back what was appended, in order', givesBack);
  contract('gives back a thread that was only begun', givesBackEmpty);
  contract('continues a session', continues);
  contract('goes on after a release when nobody wrote meanwhile', reclaims);
  contract('does not go on when somebody else wrote meanwhile', refusesOutdatedClaim);
  contract('keeps what was flushed although it was never closed', survivesWithoutClose);
  contract('flushes and closes any number of times', flushesRepeatedly);
  contract('keeps sessions apart', keepsApart);
  contract('refuses an id that is none', refusesInvalidId);
  contract('does not find an unknown thread', doesNotFind);
  contract('does not begin a thread twice', refusesSecondBeginning);
  contract('gives a thread to one writer at a time', refusesSecondWriter);
  contract('refuses to append after closing', refusesLateAppend);
  contract('lists threads, last written first', listsNewestFirst);
  contract('lists threads of one directory, and no more than asked for', listsFiltered);
  contract('cuts the preview of a long prompt', cutsPreview);
}

async function reclaims({ store, reopen }: ThreadStoreSubject): Promise<void> {
  const header = contractHeader(1);
  const writer = await store.create(header);
  writer.append([userMessage('one')]);
  const again = await store.reclaim(await writer.close());
  assert(again !== undefined, 'the session was not given back');
  again.append([userMessage('two')]);
  await again.close();
  const stored = await openThread(await reopen(), header);
  assertEqual(plainRecords(stored.records), [userMessage('one'), userMessage('two')], 'the records');
}

async function refusesOutdatedClaim({ store }: ThreadStoreSubject): Promise<void> {
  const header = contractHeader(1);
  const writer = await store.create(header);
  writer.append([userMessage('one')]);
  const mark = await writer.close();
  const other = await openThread(store, header);
  other.writer.append([userMessage('in between')]);
  await other.writer.close();
  assertEqual(await store.reclaim(mark), undefined, 'the answer to an outdated claim');
}

async function isEmpty({ store }: ThreadStoreSubject): Promise<void> {
  assertEqual(await store.list(), [], 'the list');
}

async function givesBack({ store, reopen }: ThreadStoreSubject): Promise<void> {
  const header = contractHeader(1);
  const writer = await store.create(header);
  writer.append(allRecords.slice(0, 3));
  writer.append([]);
  writer.append(allRecords.slice(3));
  await writer.close();
  const stored = await openThread(await reopen(), header);
  assertEqual(stored.header, header, 'the header');
  assertEqual(plainRecords(stored.records), allRecords, 'the records');
}

async function givesBackEmpty({ store, reopen }: ThreadStoreSubject): Promise<void> {
  const { git: _, ...header } = contractHeader(1);
  await (await store.create(header)).close();
  const stored = await openThread(await reopen(), header);
  assertEqual(stored.header, header, 'the header');
  assertEqual(stored.records, [], 'the records');
}

async function continues({ store, reopen }: ThreadStoreSubject): Promise<void> {
  const header = contractHeader(1);
  const first = await store.create(header);
  first.append([userMessage('one')]);
  await first.close();
  const second = await openThread(store, header);
  second.writer.append([userMessage('two'), userMessage('three')]);
  await second.writer.close();
  const third = await openThread(await reopen(), header);
  assertEqual(third.records, ['one', 'two', 'three'].map(userMessage), 'the records');
  assertEqual(third.writer.location, first.location, 'the location');
}

async function survivesWithoutClose({ store }: ThreadStoreSubject): Promise<void> {
  const header = contractHeader(1);
  const writer = await store.create(header);
  writer.append([userMessage('one')]);
  await writer.flush();
  const [summary] = await store.list();
  assertEqual(summary?.preview, 'one', 'the preview');
  await writer.close();
}

async function flushesRepeatedly({ store }: ThreadStoreSubject): Promise<void> {
  const header = contractHeader(1);
  const writer = await store.create(header);
  await writer.flush();
  writer.append([userMessage('one')]);
  await Promise.all([writer.flush(), writer.flush()]);
  writer.append([userMessage('two')]);
  await writer.close();
  await writer.close();
  assertEqual((await openThread(store, header)).records, ['one', 'two'].map(userMessage), 'the records');
}

async function keepsApart({ store }: ThreadStoreSubject): Promise<void> {
  const headers = [1, 2, 3].map((index) => contractHeader(index));
  const writers = await Promise.all(headers.map((header) => store.create(header)));
  for (const text of ['a', 'b']) {
    for (const [index, writer] of writers.entries()) writer.append([userMessage(`${text}${index}`)]);
  }
  await Promise.all(writers.map((writer) => writer.close()));
  for (const [index, header] of headers.entries()) {
    const { records } = await openThread(store, header);
    assertEqual(records, [userMessage(`a${index}`), userMessage(`b${index}`)], `the records of thread ${index}`);
  }
}

async function refusesInvalidId({ store }: ThreadStoreSubject): Promise<void> {
  for (const threadId of ['', 'nope', '../../../../../../tmp/x', `${contractHeader(1).threadId}/..`]) {
    const opened = await store.open(threadId);
    assertEqual(opened.ok ? 'opened' : opened.error.code, 'invalid-id', `the error for \`${threadId}\``);
    const reason = await assertRejects(store.create({ ...contractHeader(1), threadId }), `create of \`${threadId}\``);
    assert(CodexError.is(reason) && reason.code === 'thread-store-failed', `create of \`${threadId}\` says why`);
  }
  assertEqual(await store.list(), [], 'the list');
}

async function doesNotFind({ store }: ThreadStoreSubject): Promise<void> {
  await (await store.create(contractHeader(1))).close();
  const opened = await store.open(contractHeader(2).threadId);
  assertEqual(opened.ok ? 'opened' : opened.error.code, 'not-found', 'the error');
}

async function refusesSecondBeginning({ store }: ThreadStoreSubject): Promise<void> {
  const header = contractHeader(1);
  const writer = await store.create(header);
  writer.append([userMessage('one')]);
  await writer.close();
  const reason = await assertRejects(store.create(header), 'the second creation');
  assert(CodexError.is(reason) && reason.code === 'thread-store-failed', 'the second creation says why');
  assertEqual((await openThread(store, header)).records, [userMessage('one')], 'the records');
}

async function refusesSecondWriter({ store, reopen }: ThreadStoreSubject): Promise<void> {
  const header = contractHeader(1);
  const writer = await store.create(header);
  for (const other of [store, await reopen()]) {
    const reason = await assertRejects(other.open(header.threadId), 'opening a thread in use');
    assert(CodexError.is(reason) && reason.code === 'thread-busy', 'opening a thread in use says why');
  }
  await writer.close();
  const opened = await openThread(store, header);
  const reason = await assertRejects(store.open(header.threadId), 'opening an opened thread');
  assert(CodexError.is(reason) && reason.code === 'thread-busy', 'opening an opened thread says why');
  await opened.writer.close();
  await (await openThread(store, header)).writer.close();
}

async function refusesLateAppend({ store }: ThreadStoreSubject): Promise<void> {
  const writer = await store.create(contractHeader(1));
  await writer.close();
  const late = async () => writer.append([userMessage('late')]);
  const reason = await assertRejects(late(), 'appending after closing');
  assert(CodexError.is(reason) && reason.code === 'closed', 'appending after closing says why');
}

async function listsNewestFirst({ store, letTimePass }: ThreadStoreSubject): Promise<void> {
  for (const index of [1, 2, 3]) {
    const writer = await store.create(contractHeader(index));
    writer.append(index === 2 ? [] : [userMessage(`prompt ${index}`), userMessage('not shown')]);
    await writer.close();
    await letTimePass();
  }
  const { writer } = await openThread(store, contractHeader(1));
  writer.append([userMessage('again')]);
  await writer.close();
  const listed = (await store.list()).map(withoutPlace);
  assertEqual(
    listed.map(({ updatedAt: _, ...rest }) => rest),
    [summaryOf(1, 'prompt 1'), summaryOf(3, 'prompt 3'), summaryOf(2, '')],
    'the list',
  );
  const times = listed.map(({ updatedAt }) => updatedAt);
  assertEqual(
    times,
    times.toSorted((a, b) => b - a),
    'the times of the last update',
  );
}

async function listsFiltered({ store, letTimePass }: ThreadStoreSubject): Promise<void> {
  for (const index of [1, 2, 3, 4]) {
    const cwd = index === 3 ? otherDirectory : contractDirectory;
    const writer = await store.create({ ...contractHeader(index), cwd });
    await writer.close();
    await letTimePass();
  }
  const idsOf = (listed: readonly ThreadSummary[]) => listed.map(({ threadId }) => threadId);
  const ids = (...indices: readonly number[]) => indices.map((index) => contractHeader(index).threadId);
  assertEqual(idsOf(await store.list({ cwd: contractDirectory })), ids(4, 2, 1), 'the threads of the directory');
  assertEqual(idsOf(await store.list({ cwd: contractDirectory, limit: 2 })), ids(4, 2), 'two of the directory');
  assertEqual(idsOf(await store.list({ limit: 1 })), ids(4), 'the newest thread');
}

async function cutsPreview({ store }: ThreadStoreSubject): Promise<void> {
  const writer = await store.create(contractHeader(1));
  writer.append([userMessage('é'.repeat(5_000))]);
  await writer.close();
  const [summary] = await store.list();
  assertEqual(summary?.preview, 'é'.repeat(200), 'the preview');
}

async function openThread(store: ThreadStore, header: ThreadHeader): Promise<StoredThread> {
  const opened = await store.open(header.threadId);
  if (!opened.ok) throw new Error(`the thread should open: ${opened.error.message}`);
  return opened.value;
}

function withoutPlace({ location: _, ...summary }: ThreadSummary): ThreadSummary {
  return summary;
}

function summaryOf(index: number, preview: string): Omit<ThreadSummary, 'updatedAt' | 'location'> {
  const { threadId, cwd, createdAt } = contractHeader(index);
  return { threadId, cwd, createdAt, preview };
}
