import { describe, expect, it } from 'vitest';
import { replayRecords } from '../../../src/application/session/session-tally.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import { scriptFunctionCall, scriptMessage } from '../../../src/testing/scripted-reply.js';
import { failureOf } from '../support/build.js';
import { outlineOf, ThreadBench } from '../support/thread-bench.js';

/** A bench with one thread that has run one turn. */
async function withThread(script = [scriptMessage('hello')], options = {}) {
  const bench = new ThreadBench(script);
  const thread = bench.thread(options);
  await thread.run('hi');
  return { bench, id: thread.id ?? '' };
}

describe('opening a new thread', () => {
  it('writes down where and for whom', async () => {
    const bench = new ThreadBench();
    const { session } = await bench.open({ baseInstructions: 'Be short.' });
    expect(session.header).toEqual({
      threadId: '00000000-0000-7000-8000-000000000001',
      createdAt: bench.clock.now(),
      cwd: '/repo',
      originator: 'test',
      version: '0.0.0',
      source: 'sdk',
      modelProvider: 'openai',
      baseInstructions: 'Be short.',
    });
  });

  it.each([
    ['outside of a repository', { workingDirectory: '/tmp' }, 'not-a-repository'],
    ['in a directory that is not there', { workingDirectory: 'gone' }, 'working-directory-missing'],
    ['with a file for a directory', { workingDirectory: '/repo/.git/HEAD' }, 'working-directory-missing'],
  ])('is refused %s, and leaves no session behind', async (_, options, code) => {
    const bench = new ThreadBench();
    expect(await failureOf(() => bench.open(options))).toMatchObject({ code });
    expect(await bench.store.list()).toEqual([]);
  });

  it('takes an empty `.git` directory for what it is', async () => {
    const bench = new ThreadBench([], { files: { '/empty/.git': { type: 'directory' }, '/tree/.git': 'gitdir: /x' } });
    expect(await failureOf(() => bench.open({ workingDirectory: '/empty' }))).toMatchObject({
      code: 'not-a-repository',
    });
    await expect(bench.open({ workingDirectory: '/tree' })).resolves.toBeDefined();
  });

  it('keeps nothing in the store when it is ephemeral', async () => {
    const bench = new ThreadBench([scriptMessage('hello')]);
    await bench.thread({ ephemeral: true }).run('hi');
    expect(await bench.store.list()).toEqual([]);
  });
});

describe('resuming a thread', () => {
  it('goes on with its history, its usage and its instructions', async () => {
    const { bench, id } = await withThread(undefined, { baseInstructions: 'Be short.' });
    const { session, settings } = await bench.open({}, { kind: 'resumed', threadId: id });
    expect(outlineOf(session.history).slice(-2)).toEqual(['user: hi', 'assistant: hello']);
    expect([session.header.threadId, settings.baseInstructions]).toEqual([id, 'Be short.']);
  });

  it('answers calls that the end of a process cut off', async () => {
    const { bench, id } = await withThread();
    const { session } = await bench.open({}, { kind: 'resumed', threadId: id });
    const [call] = scriptFunctionCall({ callId: 'c', name: 'exec_command', arguments: '{}' });
    if (call?.type === 'item') session.record([call.entry]);
    await session.release();
    const again = await bench.open({}, { kind: 'resumed', threadId: id });
    expect(outlineOf(again.session.history).slice(-2)).toEqual(['function-call', 'function-call-output']);
  });

  it('answers such calls with what they came to, where that is known', async () => {
    const { bench, id } = await withThread();
    const { session } = await bench.open({}, { kind: 'resumed', threadId: id });
    for (const callId of ['quick', 'slow']) {
      const [call] = scriptFunctionCall({ callId, name: 'exec_command', arguments: '{}' });
      if (call?.type === 'item') session.record([call.entry]);
    }
    const entry = encodeHistoryItem({ kind: 'function-call-output', callId: 'quick', output: 'hello' });
    session.note({ kind: 'call-output', entry });
    await session.release();
    const again = await bench.open({}, { kind: 'resumed', threadId: id });
    const outputs = again.session.history.flatMap(({ item }) => (item.kind === 'function-call-output' ? [item] : []));
    expect(outputs.map(({ callId, output }) => [callId, output])).toEqual([
      ['quick', 'hello'],
      ['slow', 'aborted'],
    ]);
  });

  it.each(['01a1f861-0b4b-7ea1-b126-53e5ea5482fc', 'no-id', '../../etc/passwd', ''])(
    'of which there is none: %j',
    async (threadId) => {
      const bench = new ThreadBench();
      expect(await failureOf(() => bench.open({}, { kind: 'resumed', threadId }))).toMatchObject({
        code: 'thread-not-found',
      });
    },
  );

  it('is refused while somebody else writes to it', async () => {
    const { bench, id } = await withThread();
    await bench.open({}, { kind: 'resumed', threadId: id });
    expect(await failureOf(() => bench.open({}, { kind: 'resumed', threadId: id }))).toMatchObject({
      code: 'thread-busy',
    });
  });

  it.each<[string, object]>([
    ['the model', { modelFor: () => Promise.reject(new Error('no model')) }],
    ['the notifier', { notifierFor: () => Promise.reject(new Error('no notifier')) }],
  ])('releases the session when %s cannot be had, so that it can be tried again', async (_, parts) => {
    const { bench, id } = await withThread();
    const origin = { kind: 'resumed', threadId: id } as const;
    await expect(bench.open({}, origin, parts)).rejects.toThrow(/^no /);
    await expect(bench.open({}, origin)).resolves.toBeDefined();
  });

  it('as an ephemeral one changes nothing that is stored', async () => {
    const { bench, id } = await withThread([
      scriptMessage('hello'),
      scriptMessage('again'),
      scriptMessage('and again'),
    ]);
    const before = bench.store.recordsOf(id).length;
    const thread = bench.thread({ ephemeral: true }, { kind: 'resumed', threadId: id });
    await thread.run('more');
    await thread.run('still more');
    expect(bench.store.recordsOf(id)).toHaveLength(before);
    expect(outlineOf(bench.model.requests.at(-1)?.history ?? [])).toEqual(
      expect.arrayContaining(['user: hi', 'user: more', 'assistant: again', 'user: still more']),
    );
  });
});

describe('forking a thread', () => {
  it('copies the history under a new id, and leaves the other one alone', async () => {
    const { bench, id } = await withThread([scriptMessage('hello'), scriptMessage('again')]);
    const before = bench.store.recordsOf(id).length;
    const fork = bench.thread({}, { kind: 'forked', threadId: id });
    await fork.run('more');
    expect(fork.id).not.toBe(id);
    expect(bench.store.recordsOf(id)).toHaveLength(before);
    const { history } = replayRecords(bench.store.recordsOf(fork.id ?? ''));
    expect(outlineOf(history).slice(-4)).toEqual(['user: hi', 'assistant: hello', 'user: more', 'assistant: again']);
  });

  it('leaves the other one free to be written to', async () => {
    const { bench, id } = await withThread();
    await bench.open({}, { kind: 'forked', threadId: id });
    await expect(bench.open({}, { kind: 'resumed', threadId: id })).resolves.toBeDefined();
  });
});

describe('what the model is told when a thread is resumed', () => {
  const told = (bench: ThreadBench): readonly string[] => {
    const history = outlineOf(bench.model.requests.at(-1)?.history ?? []);
    return history.slice(history.indexOf('assistant: hello') + 1);
  };

  it('is nothing when nothing changed', async () => {
    const { bench, id } = await withThread([scriptMessage('hello'), scriptMessage('again')]);
    await bench.thread({}, { kind: 'resumed', threadId: id }).run('more');
    expect(told(bench)).toEqual(['user: more']);
  });

  it('is what changed about the permissions', async () => {
    const { bench, id } = await withThread([scriptMessage('hello'), scriptMessage('again')]);
    await bench.thread({ sandboxMode: 'danger-full-access' }, { kind: 'resumed', threadId: id }).run('more');
    expect(told(bench)).toEqual([
      expect.stringContaining('danger-full-access'),
      expect.stringContaining('<permission_profile type="disabled">'),
      'user: more',
    ]);
  });

  it('is what the host instructs now and did not before', async () => {
    const { bench, id } = await withThread([scriptMessage('hello'), scriptMessage('again')]);
    await bench.thread({ developerInstructions: 'Be kind.' }, { kind: 'resumed', threadId: id }).run('more');
    expect(told(bench)).toEqual(['developer: Be kind.', 'user: more']);
  });

  it('is not again what the host instructed before', async () => {
    const script = [scriptMessage('hello'), scriptMessage('again')];
    const { bench, id } = await withThread(script, { developerInstructions: 'Be kind.' });
    await bench.thread({ developerInstructions: 'Be kind.' }, { kind: 'resumed', threadId: id }).run('more');
    expect(told(bench)).toEqual(['user: more']);
  });

  it('is what the project says now', async () => {
    const { bench, id } = await withThread([scriptMessage('hello'), scriptMessage('again')]);
    bench.files.place('/repo/AGENTS.md', 'Use tabs.');
    await bench.thread({}, { kind: 'resumed', threadId: id }).run('more');
    expect(told(bench)).toEqual([expect.stringContaining('Use tabs.'), 'user: more']);
  });
});
