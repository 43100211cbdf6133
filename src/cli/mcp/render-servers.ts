import { quoteArgv } from '../../domain.js';
import type { McpServerEntry } from '../../index.js';
import { visibleText } from '../visible-text.js';

const hidden = '*****';

/** Whether a server wants a login is not known before it is asked. */
const authWords = {
  unsupported: 'Unsupported',
  'not-logged-in': 'Unknown',
  'bearer-token': 'Bearer token',
  oauth: 'OAuth',
} as const satisfies Record<McpServerEntry['auth'], string>;

/** All servers for people: one table of those that are started, one of those that are reached over HTTP. */
export function renderServers(servers: readonly McpServerEntry[]): string {
  if (servers.length === 0) {
    return 'No MCP servers configured yet. Try `codex-sdk mcp add my-tool -- my-command`.\n';
  }
  const started = servers.flatMap(({ name, enabled, transport }) =>
    transport.kind === 'stdio'
      ? [
          [
            name,
            transport.command,
            argsOf(transport),
            envOf(transport),
            transport.cwd ?? '-',
            statusOf(enabled),
            authWords.unsupported,
          ],
        ]
      : [],
  );
  const reached = servers.flatMap(({ name, enabled, transport, auth }) =>
    transport.kind === 'http'
      ? [[name, withoutUser(transport.url), transport.bearerTokenEnvVar ?? '-', statusOf(enabled), authWords[auth]]]
      : [],
  );
  return [
    ...(started.length === 0
      ? []
      : [columns([['Name', 'Command', 'Args', 'Env', 'Cwd', 'Status', 'Auth'], ...started])]),
    ...(reached.length === 0 ? [] : [columns([['Name', 'Url', 'Bearer Token Env Var', 'Status', 'Auth'], ...reached])]),
  ].join('\n');
}

/** One server for people, one line per setting. */
export function renderServer(server: McpServerEntry): string {
  const { name, enabled, transport, startupTimeoutSec, toolTimeoutSec, enabledTools, disabledTools } = server;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['enabled', String(enabled)],
    ...transportFacts(transport),
    ['startup_timeout_sec', startupTimeoutSec?.toString()],
    ['tool_timeout_sec', toolTimeoutSec?.toString()],
    ['enabled_tools', enabledTools?.join(', ')],
    ['disabled_tools', disabledTools?.join(', ')],
    ['remove', `codex-sdk mcp remove ${name}`],
  ];
  const lines = facts.flatMap(([label, value]) => (value === undefined ? [] : [`  ${label}: ${visibleText(value)}\n`]));
  return `${visibleText(name)}\n${lines.join('')}`;
}

function transportFacts(transport: McpServerEntry['transport']): readonly (readonly [string, string])[] {
  if (transport.kind === 'stdio') {
    return [
      ['transport', 'stdio'],
      ['command', transport.command],
      ['args', argsOf(transport)],
      ['cwd', transport.cwd ?? '-'],
      ['env', envOf(transport)],
    ];
  }
  return [
    ['transport', 'streamable_http'],
    ['url', withoutUser(transport.url)],
    ['bearer_token_env_var', transport.bearerTokenEnvVar ?? '-'],
    ['http_headers', masked(transport.httpHeaders)],
    ['env_http_headers', joined(Object.entries(transport.envHttpHeaders ?? {}))],
  ];
}

type Started = Extract<McpServerEntry['transport'], { kind: 'stdio' }>;

function argsOf({ args }: Started): string {
  return args.length === 0 ? '-' : quoteArgv(args);
}

function envOf({ env = {}, envVars }: Started): string {
  const own = Object.keys(env).map((name) => [name, hidden] as const);
  return joined([...own, ...envVars.map((name) => [name, hidden] as const)]);
}

function masked(values: Readonly<Record<string, string>> = {}): string {
  return joined(Object.keys(values).map((name) => [name, hidden] as const));
}

function joined(entries: readonly (readonly [string, string])[]): string {
  return entries.length === 0 ? '-' : entries.map(([name, value]) => `${name}=${value}`).join(', ');
}

function statusOf(enabled: boolean): string {
  return enabled ? 'enabled' : 'disabled';
}

function withoutUser(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/?#@]*@/i, `$1${hidden}@`);
}

function columns(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map((cell) => visibleText(cell).replaceAll('\n', ' ')));
  const widths = (shown[0] ?? []).map((_, index) => Math.max(...shown.map((row) => (row[index] ?? '').length)));
  const lines = shown.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
