import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CodexOptions, createCodex, defineTool } from '../../src/index.js';
import { RecordingLogger, RecordingTelemetry } from '../../src/testing.js';
import { ImpatientClock } from '../support/impatient-clock.js';
import { functionCall, message, reply, status } from '../support/responses-server/replies.mjs';
import type { Reply } from '../support/responses-server/wire.mjs';
import { Workspace } from '../support/workspace.js';

/** Part of every secret of a test, and of nothing else. */
const canary = 'canary-7f3a9c';
const full = { sandboxMode: 'danger-full-access' } as const;

type Provider = Readonly<Record<string, unknown>>;

/** Every way in which a secret comes in: the options, and the provider's settings. */
const ways: readonly (readonly [way: string, options: CodexOptions, provider: Provider])[] = [
  ['the option `apiKey`', { apiKey: `${canary}-option` }, { env_key: 'OPENAI_API_KEY' }],
  ['a variable', { env: { MY_PROVIDER_KEY: `${canary}-variable` } }, { env_key: 'MY_PROVIDER_KEY' }],
  ['a token in the configuration', {}, { experimental_bearer_token: `${canary}-token` }],
  ['a header', {}, { http_headers: { 'x-api-key': `${canary}-header` } }],
  ['a header with a scheme', {}, { http_headers: { authorization: `Basic ${canary}-basic` } }],
  [
    'a header from a variable',
    { env: { HEADER_SECRET: `${canary}-env` } },
    { env_http_headers: { 'x-token': 'HEADER_SECRET' } },
  ],
  ['the query', {}, { query_params: { 'api-key': `${canary}-query` } }],
];

/** A provider that quotes everything that it was sent. */
function quoting(code: number) {
  return ({ headers, query }: { readonly headers: object; readonly query: object }): Reply =>
    status(code, { error: { message: `bad request: ${JSON.stringify(headers)} ${JSON.stringify(query)}` } });
}

/** Everything that a program leaves behind or says: events, errors, logs, spans, reports and every file of its home. */
async function traces(options: CodexOptions, provider: Provider): Promise<{ text: string; sent: string }> {
  await using workspace = await Workspace.create([
    reply(
      functionCall('c1', 'exec_command', {
        cmd: "tr '\\0' ' ' < /proc/$PPID/cmdline; ps -eo args 2>/dev/null | grep -v vitest",
      }),
      functionCall('c2', 'report', { a: 1 }),
    ),
    reply(message('done')),
    quoting(400),
    quoting(401),
    quoting(500),
    quoting(429),
  ]);
  const [logger, telemetry] = [new RecordingLogger(), new RecordingTelemetry()];
  const settings = { name: 'Quoting', base_url: workspace.server.url, request_max_retries: 0, stream_max_retries: 0 };
  const codex = createCodex({
    codexHome: workspace.codexHome,
    userConfig: 'ignore',
    adapters: { logger, telemetry, clock: new ImpatientClock() },
    tools: [defineTool({ name: 'report', description: 'Reports.', input: {}, execute: () => 'reported' })],
    ...options,
    env: { PATH: process.env.PATH ?? '', SHELL: '/bin/bash', HOME: workspace.codexHome, ...options.env },
    config: {
      model_provider: 'quoting',
      model_providers: { quoting: { ...settings, ...provider } },
      // What a command sees of the host's environment is another matter.
      shell_environment_policy: { inherit: 'core' },
    },
  });
  const said: unknown[] = [];
  const thread = codex.startThread({ workingDirectory: workspace.directory, ...full });
  for (let turn = 0; turn < 5; turn += 1) {
    try {
      for await (const event of (await thread.runStreamed('go', { deltas: true })).events) said.push(event);
    } catch (error) {
      said.push(String(error), error);
    }
  }
  said.push(await codex.doctor(), await codex.configuration(), await thread.describe(), logger, telemetry);
  await codex.close();
  const files = await filesBelow(workspace.codexHome);
  const sent = workspace.server.requests.map(({ headers, query }) => JSON.stringify([headers, query])).join('\n');
  const bodies = workspace.server.requests.map(({ raw }) => raw.toString());
  return { text: [inspectDeep(said), ...files, ...bodies].join('\n'), sent };
}

async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(files.map(async (file) => `${file}\n${await readFile(file, 'utf8')}`));
}

/** Every text that can be reached from a value, errors and their causes included. */
function inspectDeep(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  const names = Reflect.ownKeys(value);
  const fields: Record<PropertyKey, unknown> = Object.fromEntries(
    names.map((name) => [name, Reflect.get(value, name)]),
  );
  return names.map((name) => `${String(name)}: ${inspectDeep(fields[name], seen)}`).join('\n');
}

describe('a secret', () => {
  it.each(ways)('reaches the provider and appears nowhere else: %s', async (_, options, provider) => {
    const { text, sent } = await traces(options, provider);
    expect(sent).toContain(canary);
    expect(text).toMatch(/bad request/);
    expect(text.split('\n').filter((line) => line.includes(canary))).toEqual([]);
  });

  it('in the configuration file is not shown by an error about the file', async () => {
    await using workspace = await Workspace.create([]);
    const lines = ['[model_providers.x]', `experimental_bearer_token = "${canary}"`, 'base_url = 5', ''];
    await writeFile(join(workspace.codexHome, 'config.toml'), lines.join('\n'));
    const codex = createCodex({ codexHome: workspace.codexHome });
    const failure = await codex.startThread({ workingDirectory: workspace.directory }).run('x').catch(inspectDeep);
    expect(failure).toMatch(/base_url/);
    expect(failure).not.toContain(canary);
    await codex.close();
  });
});

describe('the environment of commands', () => {
  const env = {
    PATH: process.env.PATH ?? '',
    SHELL: '/bin/bash',
    HOME: '/tmp',
    MY_KEY: 'k',
    my_token: 't',
    PLAIN: 'p',
    OTHER: 'o',
  };
  const always = [
    ...['CODEX_CI', 'CODEX_THREAD_ID', 'COLORTERM', 'GH_PAGER', 'GIT_PAGER', 'LANG', 'LC_ALL', 'LC_CTYPE'],
    ...['NO_COLOR', 'PAGER', 'TERM'],
  ];
  /** What the shell itself adds. */
  const shells = ['PWD', 'SHLVL', '_', 'OLDPWD'];

  it.each<[string, CodexOptions['config'], readonly string[]]>([
    ['is that of the host by default', {}, ['HOME', 'MY_KEY', 'OTHER', 'PATH', 'PLAIN', 'SHELL', 'my_token']],
    ['is the core of it', { inherit: 'core' }, ['HOME', 'PATH', 'SHELL']],
    ['is none of it', { inherit: 'none' }, []],
    ['lacks what sounds secret', { ignore_default_excludes: false }, ['HOME', 'OTHER', 'PATH', 'PLAIN', 'SHELL']],
    ['lacks what is excluded', { exclude: ['p*', '*TOKEN'] }, ['HOME', 'MY_KEY', 'OTHER', 'SHELL']],
    ['has only what is included', { include_only: ['PATH', 'o?her'] }, ['OTHER', 'PATH']],
    [
      'has what is set, whatever else is said',
      { inherit: 'none', set: { NEW_TOKEN: 'x' }, exclude: ['*'] },
      ['NEW_TOKEN'],
    ],
    [
      'lacks what sounds secret although it is included',
      { ignore_default_excludes: false, include_only: ['*_KEY', 'PLAIN'] },
      ['PLAIN'],
    ],
  ])('%s', async (_, policy, expected) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is for the shell
    const cmd = 'exec 2>&1; while IFS= read -r -d "" pair; do echo "${pair%%=*}"; done < /proc/self/environ';
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'exec_command', { cmd, login: false })),
      reply(message('done')),
    ]);
    const codex = workspace.codex({ env, config: { shell_environment_policy: { ...policy } } });
    const turn = await codex.startThread({ workingDirectory: workspace.directory, ...full }).run('go');
    const item = turn.items.find(({ type }) => type === 'command_execution');
    const names = item?.type === 'command_execution' ? item.aggregated_output.trim().split('\n') : [];
    const known = new Set([...always, ...shells]);
    expect(names.filter((name) => !known.has(name)).sort()).toEqual([...expected].sort());
    expect(always.filter((name) => !names.includes(name))).toEqual([]);
  });
});
