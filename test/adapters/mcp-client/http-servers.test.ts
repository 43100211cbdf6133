import { describe, expect, it } from 'vitest';
import { httpServer } from './support/http-program.js';
import { callTool, McpBench, never, serverAt } from './support/mcp-bench.js';
import { answerJson, OddHttpServer } from './support/odd-http-server.js';

const unavailable = (reason: string): readonly string[] => [`MCP server \`mini\` is not available: ${reason}`];
const failed = (reason: string): unknown => ({
  kind: 'failure',
  output: `tool call error: tool call failed for \`mini/echo\`\n\nCaused by:\n    ${reason}`,
});

describe('requests to a server', () => {
  it('carry the configured headers, the session and the version of the protocol', async () => {
    await using server = await OddHttpServer.start();
    const bench = await McpBench.create({ variables: { KEY: 'k', TOKEN: 't', EMPTY: '' } });
    const transport = httpServer(server.url, {
      headers: { 'X-Plain': 'p' },
      headerVariables: { 'X-Key': 'KEY', 'X-Missing': 'MISSING', 'X-Empty': 'EMPTY' },
      bearerTokenVariable: 'TOKEN',
    });
    const source = bench.source([serverAt(transport)]);
    await source.offer(never);
    await callTool(source, 'echo');
    await bench[Symbol.asyncDispose]();
    const seen = server.requests.map(({ method, message, headers }) => [
      message.method ?? method,
      headers.authorization,
      headers['x-plain'],
      headers['x-key'],
      headers['mcp-session-id'],
      'x-missing' in headers || 'x-empty' in headers,
    ]);
    expect(new Set(seen.map((each) => JSON.stringify(each)))).toEqual(
      new Set(
        [
          ['initialize', 'Bearer t', 'p', 'k', undefined, false],
          ['notifications/initialized', 'Bearer t', 'p', 'k', 'session-1', false],
          ['GET', 'Bearer t', 'p', 'k', 'session-1', false],
          ['tools/list', 'Bearer t', 'p', 'k', 'session-1', false],
          ['tools/call', 'Bearer t', 'p', 'k', 'session-1', false],
          ['DELETE', 'Bearer t', 'p', 'k', 'session-1', false],
        ].map((each) => JSON.stringify(each)),
      ),
    );
  });

  it.each([
    ['is not set', {}, 'environment variable `TOKEN`, which holds its bearer token, is not set'],
    [
      'would break the header',
      { TOKEN: 'a\r\nX: y' },
      'environment variable `TOKEN` holds a character that headers cannot hold',
    ],
  ])('are not made when the token %s', async (_, variables, reason) => {
    await using server = await OddHttpServer.start();
    await using bench = await McpBench.create({ variables });
    const source = bench.source([serverAt(httpServer(server.url, { bearerTokenVariable: 'TOKEN' }))]);
    expect([(await source.offer(never)).problems, server.requests.length]).toEqual([unavailable(reason), 0]);
  });
});

describe('a server that fails', () => {
  it.each([
    [401, 'it wants a login; run `codex-sdk mcp login mini`'],
    [403, 'it answered with HTTP status 403'],
    [500, 'it answered with HTTP status 500'],
  ])('with status %i: the problem names it', async (status, reason) => {
    await using server = await OddHttpServer.start((_, response) => {
      response.writeHead(status).end('a secret stack trace');
      return true;
    });
    await using bench = await McpBench.create();
    expect((await bench.source([serverAt(httpServer(server.url))]).offer(never)).problems).toEqual(unavailable(reason));
  });

  it('with status 401 although a token was sent: the token is the problem', async () => {
    await using server = await OddHttpServer.start((_, response) => {
      response.writeHead(401).end();
      return true;
    });
    await using bench = await McpBench.create({ variables: { TOKEN: 't' } });
    const transport = httpServer(server.url, { bearerTokenVariable: 'TOKEN' });
    expect((await bench.source([serverAt(transport)]).offer(never)).problems).toEqual(
      unavailable('it does not accept the authorization that the configuration gives'),
    );
  });

  it('by not being there: the problem says so', async () => {
    const server = await OddHttpServer.start();
    await server[Symbol.asyncDispose]();
    await using bench = await McpBench.create();
    const { problems } = await bench.source([serverAt(httpServer(server.url))]).offer(never);
    expect(problems).toEqual(unavailable(`connect ECONNREFUSED ${new URL(server.url).host}`));
  });

  it('by taking too long: the turn goes on', async () => {
    await using server = await OddHttpServer.start(() => true);
    await using bench = await McpBench.create();
    const source = bench.source([serverAt(httpServer(server.url), { startupTimeoutMs: 300 })]);
    expect((await source.offer(never)).problems).toEqual(unavailable('timed out awaiting its start after 300ms'));
  });

  it.each([
    ['a document without end', 'application/json', '{"a":"', /more than 16 MiB$/],
    ['an event without end', 'text/event-stream', 'data: ', /timed out awaiting tools\/call after 1s$/],
  ])('with %s: no more than a message is read', async (_, type, beginning, reason) => {
    await using server = await OddHttpServer.start(({ message }, response) => {
      if (message.method !== 'tools/call') return false;
      response.writeHead(200, { 'content-type': type });
      const pour = (): void => {
        while (response.write('x'.repeat(1 << 20)));
        response.once('drain', pour);
      };
      response.write(beginning);
      pour();
      return true;
    });
    await using bench = await McpBench.create();
    const source = bench.source([serverAt(httpServer(server.url), { toolTimeoutMs: 1_000 })]);
    await source.offer(never);
    const before = process.memoryUsage().rss;
    const { output } = await callTool(source, 'echo');
    expect([output, process.memoryUsage().rss - before < 250 << 20]).toEqual([expect.stringMatching(reason), true]);
  });
});

describe('a server that redirects', () => {
  it.each(['file:///etc/passwd', 'http://169.254.169.254/latest/meta-data', 'http://127.0.0.1:1/mcp'])(
    'to %s is not followed',
    async (location) => {
      await using server = await OddHttpServer.start((_, response) => {
        response.writeHead(307, { location }).end();
        return true;
      });
      await using bench = await McpBench.create();
      const source = bench.source([serverAt(httpServer(server.url))]);
      expect((await source.offer(never)).problems).toEqual(unavailable('it answered with HTTP status 307'));
    },
  );

  it('does not get the token sent elsewhere', async () => {
    await using elsewhere = await OddHttpServer.start();
    await using server = await OddHttpServer.start((_, response) => {
      response.writeHead(307, { location: elsewhere.url }).end();
      return true;
    });
    await using bench = await McpBench.create({ variables: { TOKEN: 't' } });
    await bench.source([serverAt(httpServer(server.url, { bearerTokenVariable: 'TOKEN' }))]).offer(never);
    expect(elsewhere.requests).toEqual([]);
  });

  it('within its own origin is followed', async () => {
    await using server = await OddHttpServer.start(({ path }, response) => {
      if (path !== '/old') return false;
      response.writeHead(307, { location: '/mcp' }).end();
      return true;
    });
    await using bench = await McpBench.create();
    const source = bench.source([serverAt(httpServer(`${server.origin}/old`))]);
    await source.offer(never);
    expect(await callTool(source, 'echo')).toMatchObject({ kind: 'success' });
  });
});

describe('a server that has forgotten the connection', () => {
  it('is asked once more, not for ever', async () => {
    await using server = await OddHttpServer.start(({ message }, response) => {
      if (message.method !== 'tools/call') return false;
      answerJson(response, { error: 'unknown session' }, 404);
      return true;
    });
    await using bench = await McpBench.create();
    const source = bench.source([serverAt(httpServer(server.url))]);
    await source.offer(never);
    expect(await callTool(source, 'echo')).toEqual(failed('it answered with HTTP status 404'));
    expect(server.requests.filter(({ message }) => message.method === 'tools/call').length).toBe(2);
  });
});
