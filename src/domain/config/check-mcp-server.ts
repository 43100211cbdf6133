import type { Inconsistency } from './inconsistency.js';
import { formatKeyPath } from './key-path.js';
import type { McpServerConfig } from './mcp-server-table.js';
import { tomlName } from './shape.js';

const serverName = /^[A-Za-z0-9_:@/.-]{1,256}$/;
const webAddress = /^https?:\/\/(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@\\:[\]]+)(?::\d{1,5})?(?:[/?][^\s#]*)?$/i;
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** What is wrong with the values of one server: its name, its command, its address or its headers; `undefined` when all is well. */
export function complaintAboutServer(name: string, server: McpServerConfig): Inconsistency | undefined {
  const complain = (keys: readonly string[], problem: string): Inconsistency => {
    const path = ['mcp_servers', name, ...keys];
    return { path, message: `\`${formatKeyPath(path)}\` ${problem}` };
  };
  if (!serverName.test(name)) {
    return complain([], 'is not a valid server name; use letters, numbers, `-`, `_`, `:`, `@`, `/` and `.`');
  }
  if (server.command?.trim() === '') return complain(['command'], 'is empty; expected the name or path of a program');
  if (server.url !== undefined && !webAddress.test(server.url)) {
    return complain(
      ['url'],
      `is \`${server.url}\`; expected an address such as \`https://example.com/mcp\`, without a user name`,
    );
  }
  const header = badHeader(server);
  return header === undefined ? undefined : complain(header.keys, header.problem);
}

function badHeader(
  server: McpServerConfig,
): { readonly keys: readonly string[]; readonly problem: string } | undefined {
  for (const key of ['httpHeaders', 'envHttpHeaders'] as const) {
    for (const [name, value] of Object.entries(server[key] ?? {})) {
      const keys = [tomlName(key), name];
      if (!headerName.test(name)) return { keys, problem: 'is not the name of a header' };
      if (key === 'httpHeaders' && !headerValue.test(value)) {
        return { keys, problem: 'has a line break or a character that headers cannot hold' };
      }
    }
  }
  return undefined;
}
