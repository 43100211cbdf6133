import { describe, expect, it } from 'vitest';
import { mcpServerTable } from '../../src/domain/config/mcp-server-table.js';
import { tomlName } from '../../src/domain/config/shape.js';
import type { Codex, CodexConfigObject } from '../../src/index.js';
import { oddServer } from '../adapters/mcp-client/support/mcp-bench.js';
import { OddHttpServer } from '../adapters/mcp-client/support/odd-http-server.js';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

/** What a turn with one call of one server showed. */
interface Seen {
  /** The functions of the namespace of the server. */
  readonly tools: readonly string[];
  /** What the model was answered. */
  readonly output: string;
  readonly problems: readonly string[];
  readonly asked: number;
  /** The headers of the first request to a server that is reached over HTTP. */
  readonly headers: Readonly<Record<string, string>>;
  readonly failure: string | undefined;
}

interface Row {
  readonly table: CodexConfigObject;
  /** The calls that the model makes at once; one of `echo` by default. */
  readonly calls?: readonly (readonly [tool: string, args: object])[];
  readonly check: (seen: Seen, workspace: Workspace) => void;
}

const odd = (
  mode: string,
  ...more: readonly string[]
): { readonly command: string; readonly args: readonly string[] } => {
  const { command, args } = oddServer(mode, ...more);
  return { command, args };
};
const over = { over: 'http' } as const;

/** One row for every key: `over: 'http'` stands for the address of a server that a test starts. */
const rows: Readonly<Record<string, Row>> = {
  command: { table: odd('plain'), check: ({ tools }) => expect(tools).toEqual(['echo']) },
  args: { table: odd('annotated'), check: ({ tools }) => expect(tools).toEqual(['destroys', 'reads', 'says_nothing']) },
  env: {
    table: { ...odd('environment'), env: { OWN: 'own value' } },
    check: ({ output }) => expect(output).toContain('own value'),
  },
  env_vars: {
    table: { ...odd('environment'), env_vars: ['WANTED', { name: 'ALSO', source: 'local' }] },
    check: ({ output }) => {
      expect([output.includes('wanted value'), output.includes('also value')]).toEqual([true, true]);
      expect(output).not.toContain('unwanted value');
    },
  },
  cwd: {
    table: { ...odd('environment'), cwd: '..' },
    check: ({ output }, workspace) => expect(output).toContain(String.raw`\"cwd\":\"${workspace.outside('')}\"`),
  },
  permissions: {
    table: { ...odd('writes'), permissions: ':read-only' },
    calls: [['echo', { text: 'made-by-server' }]],
    check: ({ output }) => expect(output).toMatch(/EROFS|EACCES|EPERM/),
  },
  url: {
    table: over,
    check: ({ tools, output }) => expect([tools, output.includes('echoed')]).toEqual([['echo'], true]),
  },
  bearer_token_env_var: {
    table: { ...over, bearer_token_env_var: 'WANTED' },
    check: ({ headers }) => expect(headers.authorization).toBe('Bearer wanted value'),
  },
  http_headers: {
    table: { ...over, http_headers: { 'X-Plain': 'p' } },
    check: ({ headers }) => expect(headers['x-plain']).toBe('p'),
  },
  env_http_headers: {
    table: { ...over, env_http_headers: { 'X-Key': 'WANTED' } },
    check: ({ headers }) => expect(headers['x-key']).toBe('wanted value'),
  },
  enabled: {
    table: { ...odd('plain'), enabled: false },
    check: ({ tools, output }) => expect([tools, output]).toEqual([[], expect.stringContaining('unsupported call')]),
  },
  required: {
    table: { ...odd('crashes-at-start'), required: true },
    check: ({ failure }) => expect(failure).toContain('required MCP servers failed to initialize: srv: it exited'),
  },
  startup_timeout_sec: {
    table: { ...odd('silent'), startup_timeout_sec: 0.3 },
    check: ({ problems }) => expect(problems.join()).toContain('timed out awaiting its start after 300ms'),
  },
  startup_timeout_ms: {
    table: { ...odd('silent'), startup_timeout_ms: 300 },
    check: ({ problems }) => expect(problems.join()).toContain('timed out awaiting its start after 300ms'),
  },
  tool_timeout_sec: {
    table: { ...odd('holds'), tool_timeout_sec: 0.3 },
    check: ({ output }) => expect(output).toContain('timed out awaiting tools/call after 300ms'),
  },
  enabled_tools: {
    table: { ...odd('annotated'), enabled_tools: ['reads', 'missing'] },
    check: ({ tools }) => expect(tools).toEqual(['reads']),
  },
  disabled_tools: {
    table: { ...odd('annotated'), enabled_tools: ['reads', 'destroys'], disabled_tools: ['destroys'] },
    check: ({ tools }) => expect(tools).toEqual(['reads']),
  },
  default_tools_approval_mode: {
    table: { ...odd('annotated'), default_tools_approval_mode: 'approve' },
    calls: [['destroys', { text: 'hi' }]],
    check: ({ output, asked }) => expect([output.includes('echo: hi'), asked]).toEqual([true, 0]),
  },
  tools: {
    table: { ...odd('annotated'), tools: { reads: { approval_mode: 'prompt' } } },
    calls: [['reads', { text: 'hi' }]],
    check: ({ output, asked }) => expect([output.includes('echo: hi'), asked]).toEqual([true, 1]),
  },
  supports_parallel_tool_calls: {
    table: { ...odd('pairs'), supports_parallel_tool_calls: true, tool_timeout_sec: 5 },
    calls: [
      ['echo', { text: 'one' }],
      ['echo', { text: 'two' }],
    ],
    check: ({ output }) => expect(output.match(/together/g)).toHaveLength(2),
  },
  // These are about logins, which have tests of their own; here it counts that they are taken and disturb nothing.
  oauth: { table: { ...over, oauth: { client_id: 'c', client_secret_env_var: 'S' } }, check: worksOverHttp },
  oauth_resource: { table: { ...over, oauth_resource: 'https://example.com' }, check: worksOverHttp },
  scopes: { table: { ...over, scopes: ['read'] }, check: worksOverHttp },
  // These have no effect here.
  environment_id: {
    table: { ...odd('plain'), environment_id: 'e' },
    check: ({ tools }) => expect(tools).toEqual(['echo']),
  },
  name: { table: { ...odd('plain'), name: 'For people' }, check: ({ tools }) => expect(tools).toEqual(['echo']) },
};

function worksOverHttp({ tools, problems }: Seen): void {
  expect([tools, problems]).toEqual([['echo'], []]);
}

describe('every key of a server has its effect', () => {
  it('and none is missing here', () => {
    const keys = mcpServerTable.kind === 'table' ? Object.keys(mcpServerTable.fields).map(tomlName) : [];
    expect(Object.keys(rows).sort()).toEqual(keys.sort());
  });

  it.each(Object.entries(rows))('%s', async (_, { table, calls = [['echo', { text: 'hi' }]], check }) => {
    const made = calls.map(([tool, args], index) => functionCall(`c${index}`, tool, args, { namespace: 'mcp__srv' }));
    await using workspace = await Workspace.create([reply(...made), reply(message('Done.'))]);
    await using http = await OddHttpServer.start();
    const { over: isHttp, ...rest } = table as { readonly over?: 'http' };
    let asked = 0;
    const codex = workspace.codex({
      env: { PATH: process.env.PATH ?? '', WANTED: 'wanted value', ALSO: 'also value', UNWANTED: 'unwanted value' },
      config: { mcp_servers: { srv: isHttp === undefined ? rest : { url: http.url, ...rest } } },
      approvals: () => {
        asked += 1;
        return 'accept';
      },
    });
    const { failure, problems } = await turnOf(codex, workspace);
    const [first, second] = workspace.server.requests;
    check(
      {
        tools: namespaceOf(first?.body),
        output: JSON.stringify(second?.body.input ?? []),
        problems,
        asked,
        headers: http.requests[0]?.headers ?? {},
        failure,
      },
      workspace,
    );
  });
});

async function turnOf(codex: Codex, { directory }: Workspace): Promise<Pick<Seen, 'failure' | 'problems'>> {
  try {
    const { items } = await codex.startThread({ workingDirectory: directory }).run('go');
    return { failure: undefined, problems: items.flatMap((item) => (item.type === 'error' ? [item.message] : [])) };
  } catch (error) {
    return { failure: String(error), problems: [] };
  }
}

function namespaceOf(body: unknown): readonly string[] {
  const { tools = [] } = (body ?? {}) as { tools?: { name?: string; tools?: { name: string }[] }[] };
  return tools.flatMap(({ name, tools: inner = [] }) => (name === 'mcp__srv' ? inner.map((tool) => tool.name) : []));
}

describe('a configuration that makes no sense', () => {
  it.each<[CodexConfigObject, string]>([
    [
      { srv: {} },
      '`mcp_servers.srv` has no transport; set `command` for a program or `url` for a server that is reached over HTTP',
    ],
    [{ srv: { transport: 'pigeon' } }, '`mcp_servers.srv` has no transport'],
    [{ srv: { command: 'x', url: 'https://a' } }, '`mcp_servers.srv` has `command` and also `url`'],
    [
      { srv: { command: 'x', bearer_token_env_var: 'T' } },
      '`mcp_servers.srv` has `command` and also `bearer_token_env_var`',
    ],
    [{ srv: { url: 'https://a', env: { A: 'b' } } }, '`mcp_servers.srv` has `url` and also `env`'],
    [{ 'bad name!': { command: 'x' } }, '`mcp_servers."bad name!"` is not a valid server name'],
    [{ srv: { command: ' ' } }, '`mcp_servers.srv.command` is empty'],
    [{ srv: { url: 'ftp://a' } }, '`mcp_servers.srv.url` is `ftp://a`'],
    [{ srv: { url: 'file:///etc/passwd' } }, '`mcp_servers.srv.url` is `file:///etc/passwd`'],
    [{ srv: { url: 'https://user@a' } }, '`mcp_servers.srv.url` is'],
    [
      { srv: { url: 'https://a', http_headers: { A: 'b\r\nC: d' } } },
      '`mcp_servers.srv.http_headers.A` has a line break',
    ],
    [{ srv: { command: 'x', default_tools_approval_mode: 'never' } }, '`mcp_servers.srv.default_tools_approval_mode`'],
    [{ srv: { command: 'x', startup_timeout_sec: -1 } }, '`mcp_servers.srv.startup_timeout_sec`'],
    [{ srv: { command: 'x', permissions: 'nope' } }, '`mcp_servers.srv.permissions` is `nope`, which cannot be used'],
  ])('names server and key: %j', async (servers, text) => {
    await using workspace = await Workspace.create([]);
    const codex = workspace.codex({ config: { mcp_servers: servers } });
    await expect(codex.startThread({ workingDirectory: workspace.directory }).run('go')).rejects.toMatchObject({
      code: 'invalid-config',
      message: expect.stringContaining(text) as string,
    });
  });
});
