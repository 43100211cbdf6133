import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CodexError, createCodex, type ThreadEvent } from '../../src/index.js';
import {
  apiError,
  events,
  functionCall,
  message,
  reply,
  responseEvents,
  status,
} from '../support/responses-server/replies.mjs';
import { providerAt, Workspace } from '../support/workspace.js';

async function failure(work: () => unknown): Promise<{ readonly code: string; readonly message: string }> {
  try {
    await work();
  } catch (error) {
    if (CodexError.is(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing failed');
}

describe('bad input', () => {
  it('names an unknown option of createCodex and the nearest known one', async () => {
    expect(await failure(() => createCodex({ baseURL: 'x' } as never))).toEqual({
      code: 'invalid-option',
      message: 'unknown option `baseURL` of createCodex; did you mean `baseUrl`?',
    });
  });

  it('names an unknown option of a thread', async () => {
    expect(await failure(() => createCodex().startThread({ sandbox: 'read-only' } as never))).toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining('unknown option `sandbox` of a thread'),
    });
  });

  it('refuses a sandbox mode that does not exist', async () => {
    expect(await failure(() => createCodex().startThread({ sandboxMode: 'none' as never }))).toEqual({
      code: 'invalid-option',
      message:
        'the option `sandboxMode` is `none`; expected one of `read-only`, `workspace-write`, `danger-full-access`',
    });
  });

  it('names a working directory that is missing', async () => {
    await using workspace = await Workspace.create([]);
    const workingDirectory = workspace.outside('nowhere');
    expect(await failure(() => workspace.codex().startThread({ workingDirectory }).run('x'))).toEqual({
      code: 'working-directory-missing',
      message: `working directory \`${workingDirectory}\` does not exist; create it, or set \`workingDirectory\``,
    });
  });

  it('names a working directory that is a file', async () => {
    await using workspace = await Workspace.create([]);
    const workingDirectory = workspace.outside('file');
    await writeFile(workingDirectory, '');
    expect(await failure(() => workspace.codex().startThread({ workingDirectory }).run('x'))).toEqual({
      code: 'working-directory-missing',
      message: `working directory \`${workingDirectory}\` is not a directory; set \`workingDirectory\` to one`,
    });
  });

  it.each<[string, unknown, string]>([
    ['an unknown option', { singal: undefined }, 'unknown option `singal` of a turn; did you mean `signal`?'],
    [
      'a signal that is none',
      { signal: 'now' },
      'the option `signal` must be an `AbortSignal`, such as `AbortSignal.timeout(60_000)`',
    ],
    ['options that are none', 'x', 'the options of a turn must be an object'],
  ])('refuses %s of a turn', async (_, options, message) => {
    const thread = createCodex().startThread();
    const expected = { code: 'invalid-option', message };
    expect(await failure(() => thread.run('x', options as never))).toEqual(expected);
    expect(await failure(async () => (await thread.runStreamed('x', options as never)).events.next())).toEqual(
      expected,
    );
  });

  it.each<[string, object, string]>([
    [
      'an adapter without a method of its port',
      { adapters: { clock: { now: () => 0, monotonic: () => 0, utcOffsetMinutes: () => 0 } } },
      'the option `adapters.clock` has no method `sleep`; an adapter of this port has `now`, `monotonic`, `utcOffsetMinutes`, `sleep`',
    ],
    [
      'a front end of no known kind',
      { frontEnd: { kind: 'web' } },
      'the option `frontEnd.kind` is `web`; expected one of `none`, `interactive`',
    ],
  ])('refuses %s', async (_, options, message) => {
    expect(await failure(() => createCodex(options as never))).toEqual({ code: 'invalid-option', message });
  });

  it('refuses a directory outside of a repository unless told otherwise', async () => {
    await using workspace = await Workspace.create([reply(message('ok'))]);
    const codex = workspace.codex();
    const options = { workingDirectory: workspace.codexHome };
    expect(await failure(() => codex.startThread(options).run('x'))).toMatchObject({ code: 'not-a-repository' });
    const turn = await codex.startThread({ ...options, skipGitRepoCheck: true }).run('x');
    expect(turn.finalResponse).toBe('ok');
  });

  it('names a provider that is not configured', async () => {
    await using workspace = await Workspace.create([]);
    const codex = workspace.codex({ config: { model_provider: 'zork' } });
    expect(await failure(() => codex.startThread({ workingDirectory: workspace.directory }).run('x'))).toMatchObject({
      code: 'model-provider-unknown',
      message: expect.stringContaining('`zork`'),
    });
  });

  it('names the variable of a missing key, without a request', async () => {
    await using workspace = await Workspace.create([]);
    const { url } = workspace.server;
    const codex = createCodex({
      codexHome: workspace.codexHome,
      userConfig: 'ignore',
      env: { PATH: process.env.PATH ?? '' },
      config: { model_provider: 'keyed', model_providers: { keyed: { base_url: url, env_key: 'KEYED_API_KEY' } } },
    });
    expect(await failure(() => codex.startThread({ workingDirectory: workspace.directory }).run('x'))).toEqual({
      code: 'turn-failed',
      message: 'Missing environment variable: `KEYED_API_KEY`. Set it to the key of the model provider.',
    });
    expect(workspace.server.requests).toEqual([]);
    await codex.close();
  });

  it('says that a thread does not exist, and that an id is none', async () => {
    await using workspace = await Workspace.create([]);
    const codex = workspace.codex();
    const options = { workingDirectory: workspace.directory };
    const unknown = '01a1f861-0b4b-7ea1-b126-53e5ea5482fc';
    expect(await failure(() => codex.resumeThread(unknown, options).run('x'))).toMatchObject({
      code: 'thread-not-found',
    });
    expect(await failure(() => codex.resumeThread('../../etc/passwd', options).run('x'))).toMatchObject({
      code: 'thread-not-found',
    });
  });

  it('refuses input that is neither text nor a list of pieces', async () => {
    await using workspace = await Workspace.create([]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory });
    expect(await failure(() => thread.run(5 as never))).toMatchObject({ code: 'invalid-input' });
    expect(await failure(() => thread.run('x', { outputSchema: 'y' }))).toMatchObject({ code: 'invalid-option' });
  });

  it('refuses a second turn while one runs', async () => {
    await using workspace = await Workspace.create([reply(message('ok'))]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory });
    const running = thread.run('one');
    expect(await failure(() => thread.run('two'))).toMatchObject({ code: 'thread-busy' });
    expect((await running).finalResponse).toBe('ok');
  });

  it('refuses everything after close', async () => {
    const codex = createCodex();
    await codex.close();
    expect(await failure(() => codex.startThread())).toMatchObject({ code: 'closed' });
  });
});

describe('a model that fails', () => {
  const noRetries = (url: string) => ({
    model_providers: { loopback: { name: 'Loopback', base_url: url, request_max_retries: 0, stream_max_retries: 0 } },
  });

  it('fails the turn with the body of a refused request', async () => {
    await using workspace = await Workspace.create([status(400, apiError('no such parameter'))]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory });
    const seen: ThreadEvent[] = [];
    for await (const event of (await thread.runStreamed('x')).events) seen.push(event);
    const error = { message: expect.stringContaining('no such parameter') };
    expect(seen.slice(2)).toEqual([
      { type: 'error', ...error },
      { type: 'turn.failed', error },
    ]);
  });

  it('reports a server that is not there', async () => {
    await using workspace = await Workspace.create([]);
    const { url } = workspace.server;
    await workspace.server.close();
    const codex = workspace.codex({ config: { ...providerAt(url), ...noRetries(url) } });
    const thread = codex.startThread({ workingDirectory: workspace.directory });
    expect(await failure(() => thread.run('x'))).toMatchObject({
      code: 'turn-failed',
      message: expect.stringMatching(
        /^stream disconnected before completion: error sending request \(.*ECONNREFUSED.*:\d+\); check the network, and `base_url` of the model provider$/,
      ),
    });
  });

  it('keeps what was finished before the stream broke, asks again, and says so', async () => {
    await using workspace = await Workspace.create([
      events(responseEvents(message('kept'), functionCall('c1', 'exec_command', { cmd: 'echo hi' })).slice(0, -1)),
      reply(message('done')),
    ]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory });
    const seen: ThreadEvent[] = [];
    for await (const event of (await thread.runStreamed('x')).events) seen.push(event);
    expect(seen.filter(({ type }) => type === 'error')).toHaveLength(1);
    expect(seen.at(-1)).toMatchObject({ type: 'turn.completed' });
    const sessions = await workspace.sessions();
    const kept = sessions[0]?.filter(({ payload }) => JSON.stringify(payload).includes('"kept"'));
    expect(kept?.length).toBeGreaterThan(0);
  });

  it('leaves the thread usable after a failed turn', async () => {
    await using workspace = await Workspace.create([status(400, apiError('bad')), reply(message('better'))]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory });
    await failure(() => thread.run('one'));
    expect((await thread.run('two')).finalResponse).toBe('better');
  });
});
