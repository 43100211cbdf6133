import { rename, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CodexError, type DetailedThreadEvent } from '../../src/index.js';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

const full = { sandboxMode: 'danger-full-access' } as const;

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing failed',
    (error: unknown) => (CodexError.is(error) ? error.code : error),
  );
}

/** Interrupts the turn as soon as the command printed something. */
async function interrupted(
  workspace: Workspace,
  cmd: string,
  options: object,
): Promise<readonly DetailedThreadEvent[]> {
  const thread = workspace.codex().startThread({ workingDirectory: workspace.directory, ...options });
  const events: DetailedThreadEvent[] = [];
  for await (const event of (await thread.runStreamed(cmd, { deltas: true })).events) {
    events.push(event);
    if (event.type === 'item.delta' && event.item_type === 'command_execution') thread.interrupt();
  }
  return events;
}

describe('a command that ignores every polite signal', () => {
  it.each<[string, object]>([
    ['without a sandbox', full],
    ['in the sandbox', { sandboxMode: 'read-only' }],
  ])('ends with the turn %s', async (_, options) => {
    const cmd = `trap '' TERM INT HUP; echo ready; while :; do sleep 0.05; done`;
    await using workspace = await Workspace.create([reply(functionCall('c1', 'exec_command', { cmd }))]);
    const before = performance.now();
    const events = await interrupted(workspace, 'go', options);
    expect(events.at(-1)).toMatchObject({ type: 'turn.failed' });
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe('a session whose directory is gone', () => {
  it('can be resumed elsewhere, and says so where it cannot', async () => {
    await using workspace = await Workspace.create([reply(message('one')), reply(message('two'))]);
    const codex = workspace.codex();
    const thread = codex.startThread({ workingDirectory: workspace.directory });
    await thread.run('first');
    const moved = workspace.outside('moved');
    await rename(workspace.directory, moved);
    const id = thread.id ?? '';
    expect(await codeOf(codex.resumeThread(id, { workingDirectory: workspace.directory }).run('x'))).toBe(
      'working-directory-missing',
    );
    expect((await codex.resumeThread(id, { workingDirectory: moved }).run('second')).finalResponse).toBe('two');
    await rename(moved, workspace.directory);
  });

  it('answers the commands of a thread whose directory went away meanwhile', async () => {
    await using workspace = await Workspace.create([
      reply(message('one')),
      reply(functionCall('c1', 'exec_command', { cmd: 'pwd' })),
      reply(message('It is gone.')),
    ]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory, ...full });
    await thread.run('first');
    await rm(workspace.directory, { recursive: true });
    const { items, finalResponse } = await thread.run('second');
    expect([items[0], finalResponse]).toMatchObject([
      { type: 'command_execution', exit_code: -1, status: 'failed' },
      'It is gone.',
    ]);
  });
});

describe('a session file', () => {
  it('that is deleted while the thread is idle ends in an error that names the thread', async () => {
    await using workspace = await Workspace.create([reply(message('one')), reply(message('two'))]);
    const codex = workspace.codex();
    const thread = codex.startThread({ workingDirectory: workspace.directory });
    await thread.run('first');
    const { location } = await thread.describe();
    await rm(location ?? '');
    expect(await codeOf(thread.run('second'))).toBe('thread-not-found');
  });

  it('that somebody else cut off in the middle of a line is read up to there', async () => {
    await using workspace = await Workspace.create([reply(message('one')), reply(message('two'))]);
    const codex = workspace.codex();
    const thread = codex.startThread({ workingDirectory: workspace.directory });
    await thread.run('first');
    const { location } = await thread.describe();
    await writeFile(location ?? '', '{"timestamp":"2026-', { flag: 'a' });
    expect((await thread.run('second')).finalResponse).toBe('two');
  });

  it('has one writer, whatever two instances do', async () => {
    await using workspace = await Workspace.create(() => reply(message('ok')));
    const [one, two] = [workspace.codex(), workspace.codex()];
    const first = one.startThread({ workingDirectory: workspace.directory });
    await first.run('begin');
    const second = two.resumeThread(first.id ?? '', { workingDirectory: workspace.directory });
    const rounds = Array.from({ length: 6 }, (_, round) => [first.run(`a${round}`), second.run(`b${round}`)]);
    const codes = await Promise.all(rounds.flat().map(codeOf));
    expect(codes.filter((code) => code !== 'nothing failed' && code !== 'thread-busy')).toEqual([]);
    const { finalResponse } = await first.run('end');
    const [lines] = await workspace.sessions();
    expect([finalResponse, lines?.every((line) => typeof line.type === 'string')]).toEqual(['ok', true]);
  });
});
