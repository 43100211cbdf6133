import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CodexOptions, ThreadOptions } from '../../src/index.js';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { runCliIn } from '../support/run-cli.js';
import { Workspace } from '../support/workspace.js';

interface Played {
  readonly output: string;
  readonly errors: readonly string[];
}

/** What the rules of the project and of the user say, and whether the user trusts the project. */
interface Setting {
  readonly project?: string;
  readonly own?: string;
  readonly trust?: 'trusted' | 'untrusted';
  /** Where the thread works, below the project. */
  readonly below?: string;
}

const readOnly = { sandboxMode: 'read-only' } as const;
const forbid = (word: string): string => `prefix_rule(["${word}"], "forbidden", justification="not here")\n`;
const allow = (word: string): string => `prefix_rule(["${word}"])\n`;

async function put(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function prepare(workspace: Workspace, { project, own, trust }: Setting): Promise<void> {
  await put(join(workspace.directory, '.codex', 'rules', 'team.rules'), project);
  await put(join(workspace.codexHome, 'rules', 'mine.rules'), own);
  const entry = `[projects.${JSON.stringify(workspace.directory)}]\ntrust_level = "${trust}"\n`;
  if (trust !== undefined) await put(join(workspace.codexHome, 'config.toml'), entry);
}

/** A turn in which the model runs one command. */
async function play(
  workspace: Workspace,
  cmd: string,
  { options = {}, thread = {} }: { readonly options?: CodexOptions; readonly thread?: ThreadOptions } = {},
): Promise<Played> {
  workspace.server.enqueue(reply(functionCall('c1', 'exec_command', { cmd })), reply(message('done')));
  const turn = await workspace
    .codex({ userConfig: 'load', ...options })
    .startThread({
      workingDirectory: workspace.directory,
      approvalPolicy: 'never',
      ...(thread.permissionProfile === undefined ? readOnly : {}),
      ...thread,
    })
    .run('go');
  const { body } = workspace.server.requests.at(-1) ?? expect.fail('nothing was asked');
  return {
    output: String(body.input.find(({ type }) => type === 'function_call_output')?.output),
    errors: turn.items.flatMap((item) => (item.type === 'error' ? [item.message] : [])),
  };
}

describe('the rules that a project brings', () => {
  it.each<[string, Setting]>([
    ['forbid', { project: forbid('echo'), trust: 'trusted' }],
    ['forbid what the user allows', { project: forbid('echo'), own: allow('echo'), trust: 'trusted' }],
    ['do not allow what the user forbids', { project: allow('echo'), own: forbid('echo'), trust: 'trusted' }],
    ['count below its root as well', { project: forbid('echo'), trust: 'trusted', below: 'inner' }],
  ])('%s', async (_, setting) => {
    await using workspace = await Workspace.create([], { 'inner/file': '' });
    await prepare(workspace, setting);
    const workingDirectory = join(workspace.directory, setting.below ?? '');
    const { output } = await play(workspace, 'echo hi', { thread: { workingDirectory } });
    expect(output).toContain('rejected: not here');
  });

  it.each<[string, Setting]>([
    ['is not trusted', { trust: 'untrusted' }],
    ['was never trusted', {}],
  ])('do not count while it %s', async (_, setting) => {
    await using workspace = await Workspace.create([]);
    await prepare(workspace, { project: `${forbid('echo')}${allow('touch')}`, ...setting });
    const mark = workspace.outside('mark');
    const { output } = await play(workspace, `touch ${mark}; echo hi`);
    expect(output).toContain('hi');
    expect(existsSync(mark)).toBe(false);
  });

  it('allow outside of the sandbox, where commands cannot write to them', async () => {
    await using workspace = await Workspace.create([]);
    await prepare(workspace, { project: allow('touch'), trust: 'trusted' });
    const mark = workspace.outside('mark');
    expect(await play(workspace, `touch ${mark}`)).toMatchObject({ errors: [] });
    expect(existsSync(mark)).toBe(true);
  });

  it('allow nothing where commands can write to them', async () => {
    await using workspace = await Workspace.create([], { 'inner/file': '' });
    await prepare(workspace, { project: `${allow('touch')}${forbid('echo')}`, trust: 'trusted' });
    const mark = workspace.outside('mark');
    // The root of the project is a part of the workspace, its settings are not those of a workspace root.
    const thread: ThreadOptions = {
      workingDirectory: join(workspace.directory, 'inner'),
      sandboxMode: 'workspace-write',
      additionalDirectories: [dirname(workspace.directory)],
    };
    const played = await play(workspace, `touch ${mark}.sandboxed`, { thread });
    expect(played.errors).toEqual([expect.stringContaining('what it allows does not count')]);
    expect((await play(workspace, 'echo hi', { thread })).output).toContain('rejected: not here');
  });

  it('stop every command until they are mended', async () => {
    await using workspace = await Workspace.create([]);
    await prepare(workspace, { project: 'prefix_rule([', trust: 'trusted' });
    const { output, errors } = await play(workspace, 'echo hi');
    expect(output).toContain('the rules of the user cannot be read');
    expect(errors.join()).toContain('team.rules:1:');
  });

  it('can be ignored, together with those of the user', async () => {
    await using workspace = await Workspace.create([]);
    await prepare(workspace, { project: 'prefix_rule([', own: forbid('echo'), trust: 'trusted' });
    expect(await play(workspace, 'echo hi', { options: { rules: 'ignore' } })).toMatchObject({
      output: expect.stringContaining('hi'),
      errors: [],
    });
  });

  it.each([
    [[], 'not here'],
    [['--ignore-rules'], 'hi\n'],
  ])('are ignored by `exec` when it is told to: %j', async (flags, expected) => {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'exec_command', { cmd: 'echo hi' })),
      reply(message('done')),
    ]);
    await prepare(workspace, { project: forbid('echo') });
    const config = [
      `openai_base_url = ${JSON.stringify(workspace.server.url)}`,
      `[projects.${JSON.stringify(workspace.directory)}]`,
      'trust_level = "trusted"',
    ].join('\n');
    await runCliIn(workspace, ['exec', ...flags, 'go'], { config });
    expect(String(workspace.server.requests[1]?.body.input.at(-1)?.output)).toContain(expected);
  });
});

describe.runIf(process.platform === 'linux')('rules about hosts', () => {
  it('narrow and widen a network of chosen hosts', async () => {
    await using workspace = await Workspace.create([]);
    await prepare(workspace, {
      own: 'network_rule("evil.test", "https", "deny")\nnetwork_rule("127.0.0.1", "http", "allow")\n',
    });
    const domains = { '*': 'allow' } as const;
    const options: CodexOptions = {
      config: { permissions: { web: { extends: ':read-only', network: { enabled: true, domains } } } },
    };
    const ask = 'curl -s -o /dev/null -w "%{http_code} " http://$it:1/';
    const cmd = `for it in evil.test 127.0.0.1 127.0.0.2; do ${ask}; done`;
    const { output } = await play(workspace, cmd, { options, thread: { permissionProfile: 'web' } });
    expect(output).toContain('403 502 403 ');
  });
});
