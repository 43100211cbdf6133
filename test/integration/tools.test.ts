import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CodexOptions, ThreadEvent, ThreadOptions } from '../../src/index.js';
import { customToolCall, functionCall, message, reply, webSearch } from '../support/responses-server/replies.mjs';
import type { Reply } from '../support/responses-server/wire.mjs';
import { Workspace } from '../support/workspace.js';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const full: ThreadOptions = { sandboxMode: 'danger-full-access' };

/** Runs a turn in which the model answers with `first` and then with a message. */
async function turnWith(
  workspace: Workspace,
  first: Reply,
  { options = full, config = {} }: { readonly options?: ThreadOptions; readonly config?: CodexOptions['config'] } = {},
) {
  workspace.server.enqueue(first, reply(message('done')));
  const codex = workspace.codex({ config });
  const thread = codex.startThread({ workingDirectory: workspace.directory, ...options });
  const turn = await thread.run('go');
  const { body } = workspace.server.requests.at(-1) ?? expect.fail('nothing was asked');
  return { items: turn.items, body, output: body.input.at(-1)?.output };
}

function toolNamed(body: { readonly tools: readonly Readonly<Record<string, unknown>>[] }, name: string) {
  return body.tools.find((tool) => tool.name === name || tool.type === name);
}

describe('view_image', () => {
  it('is offered, and sends the image to the model without an item', async () => {
    await using workspace = await Workspace.create([]);
    await writeFile(join(workspace.directory, 'a.png'), png);
    const call = reply(functionCall('c1', 'view_image', { path: 'a.png' }));
    const { items, body, output } = await turnWith(workspace, call);
    const url = `data:image/png;base64,${png.toString('base64')}`;
    expect(output).toEqual([{ type: 'input_image', image_url: url, detail: 'original' }]);
    expect(items.map(({ type }) => type)).toEqual(['agent_message']);
    expect(toolNamed(body, 'view_image')).toMatchObject({
      type: 'function',
      strict: false,
      parameters: { required: ['path'], additionalProperties: false },
    });
  });

  it('neither opens a FIFO nor reads what the permissions deny', async () => {
    await using workspace = await Workspace.create([]);
    const fifo = join(workspace.directory, 'fifo.png');
    execFileSync('mkfifo', [fifo]);
    await mkdir(workspace.outside('private'));
    await writeFile(workspace.outside('private/b.png'), png);
    const call = reply(
      functionCall('c1', 'view_image', { path: 'fifo.png' }),
      functionCall('c2', 'view_image', { path: '/dev/zero' }),
      functionCall('c3', 'view_image', { path: workspace.outside('private/b.png') }),
    );
    const config = {
      default_permissions: 'careful',
      permissions: { careful: { filesystem: { ':root': 'read', [workspace.outside('private')]: 'deny' } } },
    };
    const { body } = await turnWith(workspace, call, { options: {}, config });
    expect(body.input.slice(-3).map(({ output }) => output)).toEqual([
      `unable to read image at \`${fifo}\`: it is not a regular file`,
      'unable to read image at `/dev/zero`: it is not a regular file',
      `unable to read image at \`${workspace.outside('private/b.png')}\`: the permissions forbid it`,
    ]);
  });

  it('is not offered when the configuration says so, and not run either', async () => {
    await using workspace = await Workspace.create([]);
    const call = reply(functionCall('c1', 'view_image', { path: 'a.png' }));
    const { body, output } = await turnWith(workspace, call, { config: { tools: { view_image: false } } });
    expect(output).toBe('unsupported call: view_image');
    expect(toolNamed(body, 'view_image')).toBeUndefined();
  });
});

describe('web_search', () => {
  it.each([
    ['cached', { external_web_access: false }],
    ['live', { external_web_access: true }],
  ] as const)('is offered to the provider: %s', async (mode, expected) => {
    await using workspace = await Workspace.create([]);
    const { body } = await turnWith(workspace, reply(), { config: { web_search: mode } });
    expect(toolNamed(body, 'web_search')).toEqual({ type: 'web_search', ...expected });
  });

  it('is absent when it is disabled', async () => {
    await using workspace = await Workspace.create([]);
    const { body } = await turnWith(workspace, reply(), { config: { web_search: 'disabled' } });
    expect(toolNamed(body, 'web_search')).toBeUndefined();
  });

  it('is shown from its start to its end, and sent back as it came', async () => {
    const action = { type: 'search', query: 'weather', queries: ['weather'] };
    await using workspace = await Workspace.create([
      reply(webSearch('weather'), functionCall('c1', 'nothing', {})),
      reply(message('sunny')),
    ]);
    const thread = workspace.codex().startThread({ workingDirectory: workspace.directory, ...full });
    const events: ThreadEvent[] = [];
    for await (const event of (await thread.runStreamed('go')).events) events.push(event);
    const other = { type: 'other' };
    expect(events.slice(2, 4)).toEqual([
      { type: 'item.started', item: { id: 'item_0', type: 'web_search', query: '', action: other } },
      { type: 'item.completed', item: { id: 'item_0', type: 'web_search', query: 'weather', action } },
    ]);
    expect(workspace.server.requests[1]?.body.input.at(-3)).toEqual({
      type: 'web_search_call',
      status: 'completed',
      action,
    });
  });
});

describe('the limit of tool output', () => {
  it('cuts what the model asks for', async () => {
    await using workspace = await Workspace.create([]);
    const call = reply(functionCall('c1', 'exec_command', { cmd: 'seq 1 10000', max_output_tokens: 5000 }));
    const { output } = await turnWith(workspace, call, { config: { tool_output_token_limit: 100 } });
    expect(String(output)).toMatch(/Original token count: 12224\n.*12124 tokens truncated/s);
    expect(String(output).length).toBeLessThan(700);
  });

  it('can be raised', async () => {
    await using workspace = await Workspace.create([]);
    const call = reply(functionCall('c1', 'exec_command', { cmd: 'seq 1 10000', max_output_tokens: 20000 }));
    const { output } = await turnWith(workspace, call, { config: { tool_output_token_limit: 30000 } });
    expect(String(output)).not.toContain('truncated');
  });
});

describe('login shells', () => {
  const call = (login?: boolean) =>
    reply(functionCall('c1', 'exec_command', { cmd: 'shopt -q login_shell; echo $?', login }));
  const forbidden = { allow_login_shell: false };

  it.each<[string, boolean | undefined, CodexOptions['config'], RegExp]>([
    ['are used by default', undefined, {}, /Output:\n0\n$/],
    ['are left out on request', false, {}, /Output:\n1\n$/],
    ['are not used where they are forbidden', undefined, forbidden, /Output:\n1\n$/],
    ['cannot be asked for where they are forbidden', true, forbidden, /^the settings do not allow a login shell/],
  ])('%s', async (_, login, config, expected) => {
    await using workspace = await Workspace.create([]);
    const { output } = await turnWith(workspace, call(login), { config: { ...config } });
    expect(output).toMatch(expected);
  });

  it('are not offered where they are forbidden', async () => {
    await using workspace = await Workspace.create([]);
    const { body } = await turnWith(workspace, reply(), { config: forbidden });
    expect(JSON.stringify(toolNamed(body, 'exec_command'))).not.toContain('"login"');
  });
});

describe('what the model is told', () => {
  it.each([
    ['include_permissions_instructions', /<permissions instructions>/],
    ['include_environment_context', /<environment_context>/],
  ])('leaves out what %s forbids', async (key, part) => {
    await using workspace = await Workspace.create([]);
    const told = await turnWith(workspace, reply());
    const untold = await turnWith(workspace, reply(), { config: { [key]: false } });
    expect(JSON.stringify(told.body.input)).toMatch(part);
    expect(JSON.stringify(untold.body.input)).not.toMatch(part);
  });
});

describe('a patch that is handed to the shell', () => {
  const patch = '*** Begin Patch\n*** Add File: new.txt\n+hello\n*** End Patch\n';

  it('is applied as the tool does, under the same permissions', async () => {
    await using workspace = await Workspace.create([], { 'sub/x': '' });
    const cmd = `cd sub && apply_patch <<'EOF'\n${patch}EOF\n`;
    const { items, output } = await turnWith(workspace, reply(functionCall('c1', 'exec_command', { cmd })), {
      options: { sandboxMode: 'workspace-write' },
    });
    expect(output).toMatch(
      /^Wall time: \d+\.\d{4} seconds\nOutput:\nExit code: 0\nWall time: [\d.]+ seconds\nOutput:\nSuccess\. Updated the following files:\nA new\.txt\n$/,
    );
    const changes = [{ path: join(workspace.directory, 'sub/new.txt'), kind: 'add' }];
    expect(items[0]).toMatchObject({ type: 'file_change', changes, status: 'completed' });
    expect(await workspace.read('sub/new.txt')).toBe('hello\n');
  });

  it('does not leave the workspace by changing the directory', async () => {
    await using workspace = await Workspace.create([]);
    const cmd = `cd .. && apply_patch <<'EOF'\n${patch}EOF\n`;
    const { output, items } = await turnWith(workspace, reply(functionCall('c1', 'exec_command', { cmd })), {
      options: { sandboxMode: 'workspace-write' },
    });
    expect(output).toBe('patch rejected: writing outside of the project; rejected by user approval settings');
    expect(items.map(({ type }) => type)).toEqual(['agent_message']);
  });

  it('is refused with advice when it is the whole script', async () => {
    await using workspace = await Workspace.create([]);
    const { output } = await turnWith(workspace, reply(functionCall('c1', 'exec_command', { cmd: patch })));
    expect(output).toBe(
      'apply_patch verification failed: patch detected without explicit call to apply_patch. Rerun as ["apply_patch", "<patch>"]',
    );
  });

  it('is not mistaken for the custom tool when that is called with nonsense', async () => {
    await using workspace = await Workspace.create([]);
    const { output } = await turnWith(workspace, reply(customToolCall('c1', 'apply_patch', 'ls')));
    expect(output).toMatch(/^apply_patch verification failed: invalid patch: /);
  });
});

describe('reasoning', () => {
  it.each<[string, CodexOptions['config'], object]>([
    ['of a known model', {}, { reasoning: { effort: 'medium' }, include: ['reasoning.encrypted_content'] }],
    ['as the settings want it', { model_reasoning_effort: 'high' }, { reasoning: { effort: 'high' } }],
    ['of a model that is not known', { model: 'llama' }, { reasoning: null, include: [] }],
  ])('is asked for: %s', async (_, config, expected) => {
    await using workspace = await Workspace.create([]);
    const { body } = await turnWith(workspace, reply(), { config: { ...config } });
    expect(body).toMatchObject(expected);
  });
});
