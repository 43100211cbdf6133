import { describe, expect, it } from 'vitest';
// A program written for the official TypeScript SDK, with only this import changed. Its annotations are part of the test.
import {
  Codex,
  type CodexOptions,
  type FileChangeItem,
  type Input,
  type RunResult,
  type RunStreamedResult,
  type ThreadEvent,
  type ThreadItem,
  type ThreadOptions,
  type TurnOptions,
  type Usage,
} from '../../src/index.js';
import { customToolCall, functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

async function officialProgram(options: CodexOptions, threadOptions: ThreadOptions) {
  const codex = new Codex(options);
  const thread = codex.startThread(threadOptions);
  const before: string | null = thread.id;
  const input: Input = [
    { type: 'text', text: 'one' },
    { type: 'text', text: 'two' },
  ];
  const result: RunResult = await thread.run(input);
  const items: ThreadItem[] = result.items;
  const usage: Usage | null = result.usage;
  const changes = items
    .filter((item): item is FileChangeItem => item.type === 'file_change')
    .flatMap((item) => item.changes);
  const turnOptions: TurnOptions = { outputSchema: { type: 'object' }, signal: new AbortController().signal };
  const streamed: RunStreamedResult = await codex
    .resumeThread(thread.id ?? '', threadOptions)
    .runStreamed('three', turnOptions);
  const kinds: ThreadEvent['type'][] = [];
  for await (const event of streamed.events) kinds.push(kindOf(event));
  return { before, id: thread.id, finalResponse: result.finalResponse, usage, changes, kinds };
}

/** Complete, as programs make sure of with a `default` that cannot be reached: nothing else arrives unless it is asked for. */
function kindOf(event: ThreadEvent): ThreadEvent['type'] {
  switch (event.type) {
    case 'thread.started':
    case 'turn.started':
    case 'turn.completed':
    case 'turn.failed':
    case 'item.started':
    case 'item.updated':
    case 'item.completed':
    case 'error':
      return event.type;
    default: {
      const impossible: never = event;
      return impossible;
    }
  }
}

describe('a program written for the official SDK', () => {
  it('gets the same events and results after its import was changed', async () => {
    await using workspace = await Workspace.create([
      reply(
        functionCall('c1', 'exec_command', { cmd: 'echo hi' }),
        customToolCall('c2', 'apply_patch', '*** Begin Patch\n*** Add File: new.txt\n+text\n*** End Patch\n'),
      ),
      reply(message('final')),
      reply(message('{}')),
    ]);
    const options: CodexOptions = {
      baseUrl: workspace.server.url,
      apiKey: 'secret',
      env: { PATH: process.env.PATH ?? '', HOME: workspace.outside('.'), CODEX_HOME: workspace.codexHome },
      config: { sandbox_workspace_write: { exclude_slash_tmp: true } },
      configOverrides: ['model_reasoning_effort="high"'],
      codexPathOverride: '/usr/local/bin/codex',
    };
    const threadOptions: ThreadOptions = {
      model: 'gpt-5.5',
      sandboxMode: 'workspace-write',
      workingDirectory: workspace.directory,
      networkAccessEnabled: false,
      webSearchMode: 'disabled',
      approvalPolicy: 'never',
      additionalDirectories: [],
    };
    const result = await officialProgram(options, threadOptions);
    expect(result).toEqual({
      before: null,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      finalResponse: 'final',
      usage: expect.objectContaining({ input_tokens: expect.any(Number), cache_write_input_tokens: 0 }),
      changes: [{ path: `${workspace.directory}/new.txt`, kind: 'add' }],
      kinds: ['thread.started', 'turn.started', 'item.completed', 'turn.completed'],
    });
    const [first] = workspace.server.requests;
    expect(first?.headers.authorization).toBe('Bearer secret');
    expect(first?.body.reasoning).toEqual({ effort: 'high' });
    expect(first?.body.input.at(-1)).toMatchObject({ content: [{ type: 'input_text', text: 'one\n\ntwo' }] });
    expect(first?.body.tools.map(({ name, type }) => name ?? type)).toEqual([
      'exec_command',
      'write_stdin',
      'update_plan',
      'apply_patch',
      'view_image',
    ]);
    expect(JSON.stringify(await workspace.sessions())).not.toContain('secret');
  });
});
