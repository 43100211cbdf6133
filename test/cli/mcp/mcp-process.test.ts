import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { message, reply } from '../../support/responses-server/replies.mjs';
import { type CliResult, runCliIn } from '../../support/run-cli.js';
import { Workspace } from '../../support/workspace.js';

const configOf = (workspace: Workspace): Promise<string> => readFile(join(workspace.codexHome, 'config.toml'), 'utf8');

/** Runs one call over a configuration; the result has the configuration as it is afterwards. */
async function mcp(config: string, ...args: readonly string[]): Promise<CliResult & { readonly config: string }> {
  await using workspace = await Workspace.create([]);
  const result = await runCliIn(workspace, ['mcp', ...args], { config });
  return {
    ...result,
    stderr: result.stderr.replaceAll(workspace.codexHome, 'HOME'),
    config: await configOf(workspace),
  };
}

const commented = '# mine\nmodel = "m"   # best\n\n[mcp_servers.old]  # why\ncommand = "old"\n\n# the end\n[tui]\n';

describe('codex-sdk mcp add', () => {
  it.each<readonly [string, string, readonly string[], string]>([
    [
      'a program with arguments and variables',
      '',
      ['ctx', '--env', 'A=b=c', '--env', 'B=', '--', 'npx', '-y', '--flag', 'x y'],
      '[mcp_servers.ctx]\ncommand = "npx"\nargs = ["-y", "--flag", "x y"]\n\n[mcp_servers.ctx.env]\nA = "b=c"\nB = ""\n',
    ],
    ['a program alone', '', ['ctx', '--', 'serve'], '[mcp_servers.ctx]\ncommand = "serve"\n'],
    [
      'an address',
      '',
      ['ctx', '--url', 'https://example.com/mcp', '--bearer-token-env-var', 'T'],
      '[mcp_servers.ctx]\nurl = "https://example.com/mcp"\nbearer_token_env_var = "T"\n',
    ],
    ['a name that needs quotes', '', ['@a/b.c', '--', 'x'], '[mcp_servers."@a/b.c"]\ncommand = "x"\n'],
    [
      'one beside others, leaving every comment where it is',
      commented,
      ['ctx', '--', 'x'],
      '# mine\nmodel = "m"   # best\n\n[mcp_servers.old]  # why\ncommand = "old"\n\n[mcp_servers.ctx]\ncommand = "x"\n\n# the end\n[tui]\n',
    ],
    [
      'one in place of another of its name',
      commented,
      ['old', '--', 'new'],
      '# mine\nmodel = "m"   # best\n\n[mcp_servers.old]\ncommand = "new"\n\n# the end\n[tui]\n',
    ],
  ])('writes %s', async (_, config, args, after) => {
    expect(await mcp(config, 'add', ...args)).toEqual({
      code: 0,
      signal: null,
      stdout: `Added global MCP server '${args[0]}'.\n`,
      stderr: '',
      config: after,
    });
  });

  it.each<readonly [string, readonly string[], string]>([
    [
      'a bad name',
      ['bad name!', '--', 'x'],
      "invalid server name 'bad name!' (use letters, numbers, '-', '_', ':', '@', '/', '.')",
    ],
    ['nothing to reach', ['ctx'], 'the server is missing; give `--url`, or a command behind `--`'],
    [
      'both ways to reach it',
      ['ctx', '--url', 'https://example.com', '--', 'x'],
      'a server is reached by `--url` or started by a command; give one of them',
    ],
    ['a variable without a value', ['ctx', '--env', 'secret', '--', 'x'], '`--env` expects `NAME=value`'],
    [
      'variables of an address',
      ['ctx', '--url', 'https://example.com', '--env', 'A=b'],
      '`--env` belongs to a command; a server at `--url` has no environment',
    ],
    [
      'a token of a command',
      ['ctx', '--bearer-token-env-var', 'T', '--', 'x'],
      '`--bearer-token-env-var` needs `--url`',
    ],
  ])('refuses %s and changes nothing', async (_, args, reason) => {
    expect(await mcp(commented, 'add', ...args)).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `Error: ${reason}\n`,
      config: commented,
    });
  });

  it('refuses a file that it does not understand', async () => {
    const { code, stderr, config } = await mcp('model = \n', 'add', 'ctx', '--', 'x');
    expect([code, stderr.split('\n')[0], config]).toEqual([
      1,
      'Error: HOME/config.toml:1:9: not valid TOML: invalid value',
      'model = \n',
    ]);
  });

  it('loses no server when several are added at once', async () => {
    await using workspace = await Workspace.create([]);
    await writeFile(join(workspace.codexHome, 'config.toml'), '# mine\n');
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(names.map((name) => runCliIn(workspace, ['mcp', 'add', name, '--', name], { config: 'as-is' })));
    const { stdout } = await runCliIn(workspace, ['mcp', 'list', '--json'], { config: 'as-is' });
    expect((JSON.parse(stdout) as readonly { readonly name: string }[]).map(({ name }) => name)).toEqual(names);
    expect(await configOf(workspace)).toMatch(/^# mine\n/);
  });
});

describe('codex-sdk mcp remove', () => {
  it('takes a server away and leaves the rest', async () => {
    expect(await mcp(commented, 'remove', 'old')).toEqual({
      code: 0,
      signal: null,
      stdout: "Removed global MCP server 'old'.\n",
      stderr: '',
      config: '# mine\nmodel = "m"   # best\n\n# the end\n[tui]\n',
    });
  });

  it('is content when there is none', async () => {
    expect(await mcp(commented, 'remove', 'zzz')).toEqual({
      code: 0,
      signal: null,
      stdout: "No MCP server named 'zzz' found.\n",
      stderr: '',
      config: commented,
    });
  });

  it('removes one that is written wrongly', async () => {
    const { code, config } = await mcp('[mcp_servers.bad]\nenabled = true\n', 'remove', 'bad');
    expect([code, config]).toEqual([0, '']);
  });
});

describe('codex-sdk mcp list and get', () => {
  const config = `
[mcp_servers.web]
url = "https://example.com/mcp"
http_headers = { X = "secret" }
[mcp_servers.ctx]
command = "npx"
args = ["-y", "a b"]
env = { KEY = "secret" }
env_vars = ["HOME"]
enabled = false
tool_timeout_sec = 2.5
enabled_tools = ["one", "two"]
`;

  it('says how to add the first one', async () => {
    const { code, stdout } = await mcp('', 'list');
    expect([code, stdout]).toEqual([
      0,
      'No MCP servers configured yet. Try `codex-sdk mcp add my-tool -- my-command`.\n',
    ]);
  });

  it('shows both kinds to people, without secrets', async () => {
    const { code, stdout } = await mcp(config, 'list');
    expect([code, stdout]).toEqual([
      0,
      `Name  Command  Args      Env                    Cwd  Status    Auth
ctx   npx      -y 'a b'  KEY=*****, HOME=*****  -    disabled  Unsupported

Name  Url                      Bearer Token Env Var  Status   Auth
web   https://example.com/mcp  -                     enabled  Unknown
`,
    ]);
  });

  it('shows both kinds to programs', async () => {
    const { stdout } = await mcp(config, 'list', '--json');
    expect(JSON.parse(stdout)).toEqual([
      {
        name: 'ctx',
        enabled: false,
        disabled_reason: null,
        transport: {
          type: 'stdio',
          command: 'npx',
          args: ['-y', 'a b'],
          env: { KEY: 'secret' },
          env_vars: ['HOME'],
          cwd: null,
        },
        startup_timeout_sec: null,
        tool_timeout_sec: 2.5,
        auth_status: 'unsupported',
      },
      {
        name: 'web',
        enabled: true,
        disabled_reason: null,
        transport: {
          type: 'streamable_http',
          url: 'https://example.com/mcp',
          bearer_token_env_var: null,
          http_headers: { X: 'secret' },
          env_http_headers: null,
        },
        startup_timeout_sec: null,
        tool_timeout_sec: null,
        auth_status: 'unknown',
      },
    ]);
  });

  it('shows one, without secrets', async () => {
    const [started, reached] = [await mcp(config, 'get', 'ctx'), await mcp(config, 'get', 'web')];
    expect([started.stdout, reached.stdout]).toEqual([
      `ctx
  enabled: false
  transport: stdio
  command: npx
  args: -y 'a b'
  cwd: -
  env: KEY=*****, HOME=*****
  tool_timeout_sec: 2.5
  enabled_tools: one, two
  remove: codex-sdk mcp remove ctx
`,
      `web
  enabled: true
  transport: streamable_http
  url: https://example.com/mcp
  bearer_token_env_var: -
  http_headers: X=*****
  env_http_headers: -
  remove: codex-sdk mcp remove web
`,
    ]);
  });

  it('shows one to programs, with its tools instead of its sign-in', async () => {
    const { stdout } = await mcp(config, 'get', 'ctx', '--json');
    const { transport, ...others } = JSON.parse(stdout) as Record<string, unknown>;
    expect(others).toEqual({
      name: 'ctx',
      enabled: false,
      disabled_reason: null,
      startup_timeout_sec: null,
      tool_timeout_sec: 2.5,
      enabled_tools: ['one', 'two'],
      disabled_tools: null,
    });
  });

  it('fails for a name that nobody has', async () => {
    const { code, stdout, stderr } = await mcp(config, 'get', 'zzz');
    expect([code, stdout, stderr]).toEqual([1, '', "Error: No MCP server named 'zzz' found.\n"]);
  });
});

describe('codex-sdk exec --trust', () => {
  it('notes the trust and uses the settings of the project at once', async () => {
    await using workspace = await Workspace.create([reply(message('Hello'))]);
    await mkdir(join(workspace.directory, '.codex'));
    await writeFile(join(workspace.directory, '.codex/config.toml'), 'model = "of-the-project"\n');
    const config = `# mine\nopenai_base_url = "${workspace.server.url}"\n`;
    const result = await runCliIn(workspace, ['exec', '--trust', 'hi'], { config });
    expect([result.code, workspace.server.requests[0]?.body.model, await configOf(workspace)]).toEqual([
      0,
      'of-the-project',
      `${config}\n[projects."${workspace.directory}"]\ntrust_level = "trusted"\n`,
    ]);
  });
});
