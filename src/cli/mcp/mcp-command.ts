import type { Command } from 'commander';
import { operandsOf, soleOperand } from '../operands.js';
import { type ConfigFlags, configFlags, flagsOf, repeatable } from '../shared-flags.js';

/** What `mcp` is asked. */
export type McpCall =
  | {
      readonly kind: 'add';
      readonly operands: readonly string[];
      readonly command: readonly string[];
      readonly flags: AddFlags;
    }
  | { readonly kind: 'remove'; readonly name: string; readonly flags: ConfigFlags }
  | { readonly kind: 'get'; readonly name: string; readonly flags: ListFlags }
  | { readonly kind: 'list'; readonly flags: ListFlags }
  | { readonly kind: 'login'; readonly name: string; readonly flags: LoginFlags }
  | { readonly kind: 'logout'; readonly name: string; readonly flags: ConfigFlags };

/** The flags of `mcp add`. */
export interface AddFlags extends ConfigFlags {
  readonly env?: readonly string[];
  readonly url?: string;
  readonly bearerTokenEnvVar?: string;
}

/** The flags of `mcp list` and `mcp get`. */
export interface ListFlags extends ConfigFlags {
  readonly json?: true;
}

/** The flags of `mcp login`. */
export interface LoginFlags extends ConfigFlags {
  /** Separated by commas. */
  readonly scopes?: string;
}

/** Adds `mcp` and its subcommands. */
export function addMcpCommand(program: Command, action: (call: McpCall) => Promise<void>): void {
  const mcp = program.command('mcp').description('Show and change the configured MCP servers.');
  mcp.enablePositionalOptions();
  addAdd(mcp, action);
  addList(mcp, action);
  const get = named(mcp, 'get').description('Show one server.').option('--json', 'print JSON');
  get.action(() => action({ kind: 'get', name: soleOperand(get, 'name'), flags: flagsOf(get) }));
  const remove = named(mcp, 'remove').description('Remove a server from config.toml.');
  remove.action(() => action({ kind: 'remove', name: soleOperand(remove, 'name'), flags: flagsOf(remove) }));
  const login = named(mcp, 'login')
    .description('Log in to a server that is reached over HTTP.')
    .option('--scopes <list>', 'scopes to ask for, separated by commas');
  login.action(() => action({ kind: 'login', name: soleOperand(login, 'name'), flags: flagsOf(login) }));
  const logout = named(mcp, 'logout').description('Forget the login to a server.');
  logout.action(() => action({ kind: 'logout', name: soleOperand(logout, 'name'), flags: flagsOf(logout) }));
}

function addAdd(mcp: Command, action: (call: McpCall) => Promise<void>): void {
  const add = named(mcp, 'add')
    .description('Add a server to config.toml, or replace it.')
    .argument('[command...]', 'program and arguments that start the server')
    .usage('[options] <name> (--url <url> | -- <command...>)')
    .addOption(repeatable('--env <key=value>', 'variable of the program'))
    .option('--url <url>', 'address of a server that is reached over HTTP')
    .option('--bearer-token-env-var <name>', 'environment variable that holds the token of such a server')
    .addHelpText('after', addHelp);
  add.action(() => {
    const { before, behind = [] } = operandsOf(add.args);
    return action({ kind: 'add', operands: before, command: behind, flags: flagsOf(add) });
  });
}

function addList(mcp: Command, action: (call: McpCall) => Promise<void>): void {
  const list = mcp.command('list').description('List the servers.').usage('[options]').option('--json', 'print JSON');
  for (const option of configFlags()) list.addOption(option);
  list.action(() => action({ kind: 'list', flags: flagsOf(list) }));
}

function named(mcp: Command, verb: 'add' | 'get' | 'remove' | 'login' | 'logout'): Command {
  const command = mcp.command(verb).argument('<name>', 'name of the server').allowExcessArguments();
  for (const option of configFlags()) command.addOption(option.hideHelp(verb !== 'get'));
  return command.usage('[options] <name>');
}

const addHelp = `
Everything else in config.toml stays as it is, comments included.

Examples:
  $ codex-sdk mcp add docs --env API_KEY=abc -- npx -y docs-server
  $ codex-sdk mcp add search --url https://mcp.example.com --bearer-token-env-var SEARCH_TOKEN`;
