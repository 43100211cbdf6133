import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import type { AskUser } from '../../../src/adapters/mcp-client/mcp-tool-source.js';
import { CodexError } from '../../../src/domain/codex-error.js';
import type { ToolResult } from '../../../src/ports/tool-source.js';
import { callTool, McpBench, never, oddServer, serverAt } from './support/mcp-bench.js';

function said(result: ToolResult): unknown {
  const part = typeof result.output === 'string' ? result.output : result.output[1];
  const text = typeof part === 'object' && 'text' in part ? part.text : String(part);
  return JSON.parse(text) as unknown;
}

describe('the tools on offer', () => {
  it('are those of resources, then one namespace per server', async () => {
    await using bench = await McpBench.create();
    const { tools, problems } = await bench
      .source([
        serverAt(oddServer('plain'), { name: 'my-srv.x', parallelToolCalls: true, defaultApprovalMode: 'prompt' }),
      ])
      .offer(never);
    expect(problems).toEqual([]);
    expect(tools.slice(0, 3).map(({ server, serverArgument, approval }) => [server, serverArgument, approval])).toEqual(
      [
        ['codex', undefined, 'not-needed'],
        ['codex', undefined, 'not-needed'],
        ['codex', 'server', 'not-needed'],
      ],
    );
    expect(tools.slice(3)).toEqual([
      {
        definition: {
          kind: 'namespace',
          name: 'mcp__my_srv_x',
          description: 'Be nice.',
          tools: [
            {
              kind: 'function',
              name: 'echo',
              description: 'Echoes.',
              parameters: { type: 'object', properties: { text: { type: 'string' } } },
              strict: false,
            },
          ],
        },
        server: 'my-srv.x',
        approval: 'always',
        approvals: new Map([['echo', 'always']]),
        mode: 'parallel',
      },
    ]);
  });

  it('are none when no server is configured or enabled', async () => {
    await using bench = await McpBench.create();
    const nothing = { tools: [], problems: [] };
    expect(await bench.source([]).offer(never)).toEqual(nothing);
    expect(await bench.source([serverAt(oddServer('crashes-at-start'), { enabled: false })]).offer(never)).toEqual(
      nothing,
    );
  });

  it('stay apart when servers have names that look alike', async () => {
    await using bench = await McpBench.create();
    const servers = ['a.b', 'a-b'].map((name) => serverAt(oddServer('plain'), { name }));
    const source = bench.source(servers);
    const { tools } = await source.offer(never);
    expect(tools.slice(3).map(({ server, definition }) => [server, 'name' in definition && definition.name])).toEqual([
      ['a.b', 'mcp__a_b_2'],
      ['a-b', 'mcp__a_b'],
    ]);
  });

  it('follow the server when it says that they have changed', async () => {
    await using bench = await McpBench.create();
    const source = bench.source([serverAt(oddServer('changes-tools'))]);
    const names = async (): Promise<unknown> => {
      const definition = (await source.offer(never)).tools.at(-1)?.definition;
      return definition?.kind === 'namespace' && definition.tools.map(({ name }) => name);
    };
    expect(await names()).toEqual(['echo']);
    await callTool(source, 'echo');
    expect(await names()).toEqual(['echo', 'more']);
  });

  it('are not called when they were not offered', async () => {
    await using bench = await McpBench.create();
    const source = bench.source([serverAt(oddServer('plain'), { disabledTools: ['echo'] })]);
    await source.offer(never);
    expect([
      await callTool(source, 'echo'),
      await callTool(source, 'echo', {}, { namespace: 'mcp__other' }),
      await source.call({ threadId: 't', turnId: 'u', callId: 'c', name: 'echo', arguments: {} }, never),
    ]).toEqual(Array(3).fill({ kind: 'failure', output: 'unsupported call: echo' }));
  });
});

describe('a call', () => {
  it('tells the server which call it is', async () => {
    await using bench = await McpBench.create();
    const source = bench.source([serverAt(oddServer('reports-request'))]);
    await source.offer(never);
    expect(said(await callTool(source, 'echo', { text: 'hi' }))).toEqual({
      name: 'echo',
      arguments: { text: 'hi' },
      _meta: {
        callId: 'call',
        threadId: 'thread',
        sessionId: 'thread',
        'x-codex-turn-metadata': { session_id: 'thread', thread_id: 'thread', turn_id: 'turn' },
        progressToken: expect.any(Number) as number,
      },
    });
  });

  it('that takes too long fails, and the server is told', async () => {
    await using bench = await McpBench.create();
    const file = join(bench.directory, 'cancelled');
    const source = bench.source([serverAt(oddServer('records-cancellation', file), { toolTimeoutMs: 300 })]);
    await source.offer(never);
    expect(await callTool(source, 'echo')).toEqual({
      kind: 'failure',
      output:
        'tool call error: tool call failed for `mini/echo`\n\nCaused by:\n    timed out awaiting tools/call after 300ms',
    });
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"requestId":');
  });

  it('that is interrupted ends with an AbortError, and the server is told', async () => {
    await using bench = await McpBench.create();
    const file = join(bench.directory, 'cancelled');
    const source = bench.source([serverAt(oddServer('records-cancellation', file))]);
    await source.offer(never);
    const interruption = new AbortController();
    const call = callTool(source, 'echo', {}, { signal: interruption.signal });
    await expect
      .poll(() => bench.logger.entries.map(({ message }) => message))
      .toEqual(['an MCP server reports progress']);
    interruption.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"requestId":');
    await expect(callTool(source, 'echo', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('reports progress to the log', async () => {
    await using bench = await McpBench.create();
    const file = join(bench.directory, 'cancelled');
    const source = bench.source([serverAt(oddServer('records-cancellation', file), { toolTimeoutMs: 300 })]);
    await source.offer(never);
    await callTool(source, 'echo');
    expect(bench.logger.entries).toEqual([
      {
        level: 'debug',
        message: 'an MCP server reports progress',
        details: {
          module: 'mcp-client',
          server: 'mini',
          threadId: 'thread',
          turnId: 'turn',
          callId: 'call',
          progress: 1,
          message: 'going',
        },
      },
    ]);
  });
});

describe('a program', () => {
  it('gets a minimal environment and starts in its directory', async () => {
    await using bench = await McpBench.create({ variables: { SECRET: 's', TOKEN: 't', LANG: 'C' } });
    await mkdir(join(bench.directory, 'sub'));
    const transport = { ...oddServer('environment'), env: { MODE: 'x' }, inheritedVariables: ['TOKEN'], cwd: 'sub' };
    const source = bench.source([serverAt(transport)]);
    await source.offer(never);
    expect(said(await callTool(source, 'echo'))).toEqual({
      env: { PATH: process.env.PATH, LANG: 'C', MODE: 'x', TOKEN: 't' },
      cwd: join(bench.directory, 'sub'),
    });
  });

  it('is shared by threads with the same servers in the same directory, and by nobody else', async () => {
    await using bench = await McpBench.create();
    const file = join(bench.directory, 'starts');
    const server = serverAt(oddServer('counts', file));
    const other = { ...server, transport: { ...server.transport, env: { A: 'b' } } } as typeof server;
    await Promise.all(
      [server, { ...server, toolTimeoutMs: 1 }, server, other].map((each) => bench.source([each]).offer(never)),
    );
    expect(await readFile(file, 'utf8')).toBe('started\n'.repeat(2));
  });

  it('is started again after it died, at once at first and then after a while', async () => {
    const clock = new FixedClock();
    await using bench = await McpBench.create({ clock });
    const file = join(bench.directory, 'starts');
    const source = bench.source([serverAt(oddServer('counts', file))]);
    const kinds: unknown[] = [];
    const attempt = async (text: string): Promise<void> => {
      await source.offer(never);
      kinds.push((await callTool(source, 'echo', { text })).kind);
    };
    for (const text of ['crash', 'fine', 'crash', 'too early']) await attempt(text);
    await clock.advance(1_000);
    await attempt('fine');
    expect(kinds).toEqual(['failure', 'success', 'failure', 'failure', 'success']);
    expect(await readFile(file, 'utf8')).toBe('started\n'.repeat(3));
  });

  it('that never came up is tried again without holding anybody up', async () => {
    const clock = new FixedClock();
    await using bench = await McpBench.create({ clock });
    const server = serverAt(oddServer('silent'), { startupTimeoutMs: 1_000 });
    const source = bench.source([server]);
    await source.offer(never);
    const startedAt = performance.now();
    const { problems } = await source.offer(never);
    expect([problems, performance.now() - startedAt < 500]).toEqual([[], true]);
  });

  it('that died while nobody called it is a problem that the next offer mends', async () => {
    await using bench = await McpBench.create();
    const file = join(bench.directory, 'starts');
    const source = bench.source([serverAt(oddServer('counts', file))]);
    await source.offer(never);
    await callTool(source, 'echo', { text: 'crash' });
    const { tools, problems } = await source.offer(never);
    expect([tools.length, problems]).toEqual([4, []]);
  });
});

describe('several servers', () => {
  it('start in the time of the slowest', async () => {
    await using bench = await McpBench.create();
    const servers = Array.from({ length: 10 }, (_, index) => serverAt(oddServer('slow', '400'), { name: `s${index}` }));
    const startedAt = performance.now();
    const { tools } = await bench.source(servers).offer(never);
    // Each needs 800 ms for its two answers, besides the time that Node takes to start ten times on the processors at hand.
    expect([tools.length, performance.now() - startedAt < 6_000]).toEqual([13, true]);
  });
});

describe('a required server', () => {
  it('that is missing fails the turn with all that is missing', async () => {
    await using bench = await McpBench.create();
    const source = bench.source([
      serverAt(oddServer('plain'), { name: 'good', required: true }),
      serverAt(oddServer('crashes-at-start'), { name: 'bad', required: true }),
      serverAt(oddServer('crashes-at-start'), { name: 'optional' }),
    ]);
    const error = await source.offer(never).catch((cause: unknown) => cause);
    expect([CodexError.is(error) && error.code, String(error)]).toEqual([
      'tool-source-failed',
      'CodexError: required MCP servers failed to initialize: bad: it exited with code 2, saying: missing licence',
    ]);
  });
});

describe('a question of a server', () => {
  const form = {
    message: 'Name?',
    requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  };
  const asked: Parameters<AskUser>[0][] = [];
  const answering =
    (answer: Awaited<ReturnType<AskUser>>): AskUser =>
    async (question) => {
      asked.push(question);
      return answer;
    };

  it.each<[string, AskUser | undefined, unknown]>([
    ['accepted', answering({ action: 'accept', content: { name: 'n' } }), { action: 'accept', content: { name: 'n' } }],
    ['accepted without an answer', answering({ action: 'accept' }), { action: 'decline' }],
    ['declined', answering({ action: 'decline' }), { action: 'decline' }],
    ['cancelled', answering({ action: 'cancel' }), { action: 'cancel' }],
    ['put to a callback that fails', () => Promise.reject(new Error('broken')), { action: 'decline' }],
    ['put to nobody', undefined, { action: 'decline' }],
  ])('is %s', async (_, askUser, expected) => {
    asked.splice(0);
    await using bench = await McpBench.create();
    const source = bench.source([serverAt(oddServer('asks'))], askUser === undefined ? {} : { askUser });
    await source.offer(never);
    expect(said(await callTool(source, 'echo', form))).toEqual(expected);
    const origin = { server: 'mini', threadId: 'thread', turnId: 'turn', callId: 'call' };
    const question = { kind: 'form', message: 'Name?', schema: form.requestedSchema };
    for (const each of asked) expect(each).toEqual({ ...origin, question });
  });

  it('does not use up the time of the call', async () => {
    await using bench = await McpBench.create();
    const askUser: AskUser = () => new Promise((resolve) => setTimeout(() => resolve({ action: 'decline' }), 700));
    const source = bench.source([serverAt(oddServer('asks'), { toolTimeoutMs: 500 })], { askUser });
    await source.offer(never);
    expect(said(await callTool(source, 'echo', form))).toEqual({ action: 'decline' });
  });

  it('is declined when it cannot be said whose it is', async () => {
    await using bench = await McpBench.create();
    const askUser = answering({ action: 'accept', content: { name: 'n' } });
    const sources = [1, 2].map(() => bench.source([serverAt(oddServer('asks'))], { askUser }));
    await Promise.all(sources.map((source) => source.offer(never)));
    const answers = await Promise.all(
      sources.map(async (source, index) => said(await callTool(source, 'echo', form, { threadId: `thread ${index}` }))),
    );
    expect(answers).toEqual([{ action: 'decline' }, { action: 'decline' }]);
  });

  it('is declined while the server starts', async () => {
    await using bench = await McpBench.create();
    const { tools } = await bench
      .source([serverAt(oddServer('asks-at-start'))], { askUser: answering({ action: 'accept', content: {} }) })
      .offer(never);
    const definition = tools.at(-1)?.definition;
    expect(definition?.kind === 'namespace' && definition.tools[0]?.description).toBe('{"action":"decline"}');
  });
});

describe('after the end', () => {
  it('nothing is started any more', async () => {
    await using bench = await McpBench.create();
    const source = bench.source([serverAt(oddServer('plain'))]);
    await source.offer(never);
    await bench.connections.close();
    await bench.connections.close();
    expect(await callTool(source, 'echo')).toEqual({
      kind: 'failure',
      output: 'tool call error: tool call failed for `mini/echo`\n\nCaused by:\n    this `Codex` was closed',
    });
  });

  it('a start in progress is given up', async () => {
    await using bench = await McpBench.create();
    const offer = bench.source([serverAt(oddServer('silent'))]).offer(never);
    await bench.connections.close();
    expect((await offer).tools.map(({ server }) => server)).toEqual(['codex', 'codex', 'codex']);
  });

  it('an offer that nobody waits for any more ends with an AbortError', async () => {
    await using bench = await McpBench.create();
    const source = bench.source([serverAt(oddServer('silent'))]);
    await expect(source.offer(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
