import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type {
  ApprovalDecision,
  ApprovalMode,
  ApprovalRequest,
  CodexConfigObject,
  CodexOptions,
  SandboxMode,
  Thread,
  ThreadItem,
} from '../../src/index.js';
import { HttpProgram } from '../adapters/mcp-client/support/http-program.js';
import { everythingServer, oddServer } from '../adapters/mcp-client/support/mcp-bench.js';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

const stdio = ({ command, args }: ReturnType<typeof oddServer>): CodexConfigObject => ({ command, args });

async function itemsOf(thread: Thread, input = 'go'): Promise<readonly ThreadItem[]> {
  const { events } = await thread.runStreamed(input);
  const items: ThreadItem[] = [];
  for await (const event of events) if (event.type === 'item.completed') items.push(event.item);
  return items;
}

interface SentTool {
  readonly name?: string;
  readonly tools?: readonly SentTool[];
}

/** The functions that the model is offered; those of a namespace behind its name. */
function toolNames(body: unknown): readonly string[] {
  const { tools = [] } = body as { readonly tools?: readonly SentTool[] };
  return tools.flatMap(({ name = '', tools: inner }) => inner?.map((tool) => `${name}/${tool.name}`) ?? [name]);
}

async function overStdio(run: (server: CodexConfigObject) => Promise<void>): Promise<void> {
  await run(stdio(everythingServer('stdio')));
}

async function overHttp(run: (server: CodexConfigObject) => Promise<void>): Promise<void> {
  await using program = await HttpProgram.start();
  await run({ url: program.url });
}

describe.each([
  ['standard streams', overStdio],
  ['HTTP', overHttp],
])('a thread with the server that has everything, over %s', (_, reach) => {
  it('offers its tools to the model, answers its calls, and shows them', async () => {
    await reach(async (server) => {
      await using workspace = await Workspace.create([
        reply(functionCall('c1', 'echo', { message: 'hi' }, { namespace: 'mcp__all' })),
        reply(message('Done.')),
      ]);
      const codex = workspace.codex({ config: { mcp_servers: { all: server } } });
      const thread = codex.startThread({ workingDirectory: workspace.directory });
      expect(await itemsOf(thread)).toEqual([
        {
          id: 'item_0',
          type: 'mcp_tool_call',
          server: 'all',
          tool: 'echo',
          arguments: { message: 'hi' },
          result: { content: [{ type: 'text', text: 'Echo: hi' }], structured_content: null },
          error: null,
          status: 'completed',
        },
        { id: 'item_1', type: 'agent_message', text: 'Done.' },
      ]);
      const [first, second] = workspace.server.requests;
      expect(toolNames(first?.body)).toEqual(
        expect.arrayContaining(['exec_command', 'mcp__all/echo', 'mcp__all/get_sum']),
      );
      expect(JSON.stringify(second?.body)).toContain('Echo: hi');
    });
  });
});

describe('servers of the configuration', () => {
  it('are left alone when they are not enabled', async () => {
    await using workspace = await Workspace.create([reply(message('Done.'))]);
    const server = { ...stdio(oddServer('plain')), enabled: false };
    const codex = workspace.codex({ config: { mcp_servers: { off: server } } });
    expect(await itemsOf(codex.startThread({ workingDirectory: workspace.directory }))).toEqual([
      { id: 'item_0', type: 'agent_message', text: 'Done.' },
    ]);
    expect(toolNames(workspace.server.requests[0]?.body).filter((name) => name.includes('mcp'))).toEqual([]);
  });

  it('may come from the host, laid over those of the configuration', async () => {
    await using workspace = await Workspace.create([reply(message('Done.'))]);
    const { command, args } = oddServer('annotated');
    const codex = workspace.codex({
      config: { mcp_servers: { odd: { enabled: false, command: 'other', disabled_tools: ['reads'] } } },
      mcpServers: { odd: { command, args, enabled: true, enabledTools: ['reads', 'destroys'] } },
    });
    await codex.startThread({ workingDirectory: workspace.directory }).run('go');
    expect(toolNames(workspace.server.requests[0]?.body).filter((name) => name.startsWith('mcp__'))).toEqual([
      'mcp__odd/destroys',
    ]);
  });

  it.each<[CodexOptions, string, string]>([
    [
      { mcpServers: { odd: { comand: 'x' } as never } },
      'invalid-option',
      'unknown key `comand` of `mcpServers.odd`; did you mean `command`?',
    ],
    [
      { mcpServers: { odd: { command: 'x', startupTimeoutSec: 'soon' as never } } },
      'invalid-config',
      'the option `mcpServers`: `mcp_servers.odd.startup_timeout_sec` must be',
    ],
  ])('of the host are checked: %j', async (options, code, text) => {
    await using workspace = await Workspace.create([]);
    const failure = workspace.codex(options).startThread({ workingDirectory: workspace.directory }).run('go');
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringContaining(text) as string });
  });

  it('fail the turn when they are required and do not come up', async () => {
    await using workspace = await Workspace.create([]);
    const server = { ...stdio(oddServer('crashes-at-start')), required: true };
    const codex = workspace.codex({ config: { mcp_servers: { must: server } } });
    await expect(codex.startThread({ workingDirectory: workspace.directory }).run('go')).rejects.toMatchObject({
      code: 'tool-source-failed',
      message: 'required MCP servers failed to initialize: must: it exited with code 2, saying: missing licence',
    });
  });

  it('are shared by the threads of a Codex and end with it', async () => {
    await using workspace = await Workspace.create([reply(message('Done.')), reply(message('Done.'))]);
    const starts = workspace.outside('starts');
    const codex = workspace.codex({ config: { mcp_servers: { odd: stdio(oddServer('announces', starts)) } } });
    for (const _ of [1, 2]) await codex.startThread({ workingDirectory: workspace.directory }).run('go');
    const [pid, ...more] = (await readFile(starts, 'utf8')).trim().split('\n');
    expect(more).toEqual([]);
    await codex.close();
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  });
});

describe('approval of calls', () => {
  /** Calls one tool of a server in a turn; what was asked, and how the call went. */
  async function callOf(
    tool: string,
    given: {
      readonly server?: CodexConfigObject;
      readonly policy?: ApprovalMode;
      readonly mode?: SandboxMode;
      readonly answer?: ApprovalDecision;
    },
  ): Promise<{ readonly asked: readonly unknown[]; readonly output: string }> {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', tool, { text: 'hi' }, { namespace: 'mcp__odd' })),
      reply(message('Done.')),
    ]);
    const asked: unknown[] = [];
    const { answer, policy, mode, server } = given;
    const codex = workspace.codex({
      config: { mcp_servers: { odd: { ...stdio(oddServer('annotated')), ...server } } },
      ...(answer === undefined
        ? {}
        : {
            approvals: (request) => {
              asked.push(request.kind === 'tool' ? [request.server, request.tool, request.arguments] : request);
              return answer;
            },
          }),
    });
    const options = {
      ...(policy === undefined ? {} : { approvalPolicy: policy }),
      ...(mode === undefined ? {} : { sandboxMode: mode }),
    };
    const thread = codex.startThread({ workingDirectory: workspace.directory, ...options });
    await thread.run('go').catch((error: unknown) => error);
    const output =
      JSON.stringify(workspace.server.requests[1]?.body ?? null).match(/"output":("[^"]*"|\[[^\]]*\])/)?.[1] ?? '';
    return { asked, output: output.includes('echo: hi') ? 'ran' : output };
  }

  const question = (tool: string) => ['odd', tool, { text: 'hi' }];
  const never = '"MCP tool call requires approval, but approval policy is never"';
  const declined = (tool: string) => `"the user declined the call of \`${tool}\`"`;

  it.each<[string, string, Parameters<typeof callOf>[1], { asked: readonly unknown[]; output: string }]>([
    ['one that only reads runs', 'reads', { answer: 'decline' }, { asked: [], output: 'ran' }],
    ['so it does when nobody is asked', 'reads', { policy: 'never' }, { asked: [], output: 'ran' }],
    [
      'a destructive one is asked about',
      'destroys',
      { answer: 'accept' },
      { asked: [question('destroys')], output: 'ran' },
    ],
    [
      'so is one that says nothing',
      'says_nothing',
      { answer: 'accept' },
      { asked: [question('says_nothing')], output: 'ran' },
    ],
    [
      'a refusal is told',
      'destroys',
      { answer: 'decline' },
      { asked: [question('destroys')], output: declined('destroys') },
    ],
    ['a cancellation ends the turn', 'destroys', { answer: 'cancel' }, { asked: [question('destroys')], output: '' }],
    ['the policy `never` refuses', 'destroys', { policy: 'never', answer: 'accept' }, { asked: [], output: never }],
    [
      'with full access it runs, as a command would',
      'destroys',
      { policy: 'never', mode: 'danger-full-access', answer: 'decline' },
      { asked: [], output: 'ran' },
    ],
    [
      'one of which `prompt` was said does not',
      'destroys',
      { policy: 'never', mode: 'danger-full-access', server: { default_tools_approval_mode: 'prompt' } },
      { asked: [], output: never },
    ],
    [
      '`approve` for all tools asks about none',
      'destroys',
      { policy: 'never', server: { default_tools_approval_mode: 'approve' } },
      { asked: [], output: 'ran' },
    ],
    [
      '`prompt` for one tool asks about it',
      'reads',
      { answer: 'accept', server: { tools: { reads: { approval_mode: 'prompt' } } } },
      { asked: [question('reads')], output: 'ran' },
    ],
    [
      'without a handler it is declined',
      'destroys',
      { policy: 'on-request' },
      { asked: [], output: declined('destroys') },
    ],
  ])('%s', async (_, tool, given, expected) => {
    expect(await callOf(tool, given)).toEqual(expected);
  });
});

describe('a question of a server', () => {
  const form = {
    message: 'Which one?',
    requestedSchema: {
      type: 'object',
      properties: { name: { type: 'string' }, count: { type: 'number', default: 3 } },
      required: ['name'],
    },
  };

  /** What the server was answered. */
  async function answerTo(
    options: Pick<CodexOptions, 'approvals'>,
    policy: ApprovalMode = 'on-request',
  ): Promise<string | undefined> {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'echo', form, { namespace: 'mcp__odd' })),
      reply(message('Done.')),
    ]);
    const codex = workspace.codex({ config: { mcp_servers: { odd: stdio(oddServer('asks')) } }, ...options });
    const items = await itemsOf(codex.startThread({ workingDirectory: workspace.directory, approvalPolicy: policy }));
    const call = items.find((item) => item.type === 'mcp_tool_call');
    const [content] = (call?.result?.content ?? []) as readonly { readonly text?: string }[];
    return content?.text;
  }

  it('goes to the approval handler as it was asked', async () => {
    const requests: ApprovalRequest[] = [];
    await answerTo({
      approvals: (request) => {
        requests.push(request);
        return 'decline';
      },
    });
    const text = expect.any(String) as string;
    expect(requests).toEqual([
      {
        kind: 'elicitation',
        threadId: text,
        turnId: text,
        callId: 'c1',
        cwd: text,
        server: 'odd',
        question: { kind: 'form', message: 'Which one?', schema: form.requestedSchema },
        availableDecisions: ['accept', 'decline', 'cancel'],
      },
    ]);
  });

  it.each<[string, ApprovalDecision, object]>([
    [
      'the content of a form, with its defaults',
      { acceptWithContent: { name: 'a' } },
      { action: 'accept', content: { name: 'a', count: 3 } },
    ],
    ['a refusal', 'decline', { action: 'decline' }],
    ['that it was dismissed', 'cancel', { action: 'cancel' }],
    ['a refusal when a required field stays empty', 'accept', { action: 'decline' }],
    ['a refusal when the answer fits no question', { acceptWithRule: { prefix: ['a'] } }, { action: 'decline' }],
  ])('is answered with %s', async (_, decision, expected) => {
    expect(JSON.parse((await answerTo({ approvals: () => decision })) ?? '')).toEqual(expected);
  });

  it('is declined when nobody is asked anything', async () => {
    const approvals = () => ({ acceptWithContent: { name: 'a' } });
    expect([await answerTo({}), await answerTo({ approvals }, 'never')]).toEqual([
      '{"action":"decline"}',
      '{"action":"decline"}',
    ]);
  });

  it('is declined when the handler fails', async () => {
    const approvals = () => Promise.reject(new Error('the window was closed'));
    expect(await answerTo({ approvals })).toBe('{"action":"decline"}');
  });
});
