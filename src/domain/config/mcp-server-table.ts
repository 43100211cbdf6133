import {
  choice,
  type Decoded,
  either,
  field,
  flag,
  list,
  mapOf,
  number,
  secretField,
  table,
  text,
  wholeNumber,
} from './shape.js';

/** How a tool's calls are approved: by its annotations, always by a person, or never. */
const approvalMode = choice('auto', 'prompt', 'approve');

const inheritedVariable = table({
  name: field(text, 'Name of the variable.'),
  source: field(text, 'Where the variable is read; `local` is the only place.'),
});

const toolTable = table({
  approvalMode: field(approvalMode, 'Overrides `default_tools_approval_mode` for this tool.'),
});

const oauthTable = table({
  clientId: field(text, 'Identifier of a client that was registered beforehand.'),
  clientSecretEnvVar: field(text, "Environment variable that holds the client's secret."),
});

/** `[mcp_servers.<name>]`: a server of the Model Context Protocol, started as a command or reached over HTTP. */
export const mcpServerTable = table({
  command: field(text, 'Program that speaks MCP over its standard streams.'),
  args: secretField(list(text), 'Arguments of the command.'),
  env: secretField(mapOf(text), 'Variables of the command, added to a minimal environment.'),
  envVars: field(list(either(text, inheritedVariable)), 'Variables that the command inherits.'),
  cwd: field(text, 'Directory that the command starts in; that of the thread when absent.'),
  permissions: field(text, 'Permission profile that confines the command: a built-in one or one of the configuration.'),
  url: field(text, 'Address of a server that is reached over HTTP.'),
  bearerTokenEnvVar: field(text, 'Environment variable that holds the bearer token.'),
  httpHeaders: secretField(mapOf(text), 'Headers of every request.'),
  envHttpHeaders: field(mapOf(text), 'Headers whose values are read from the named environment variables.'),
  oauth: secretField(oauthTable, 'Settings of the OAuth client; without them a client is registered with the server.'),
  oauthResource: field(text, 'Resource that a token is asked for.'),
  scopes: field(list(text), 'Scopes that a token is asked for.'),
  enabled: field(flag, 'Whether the server is used. Default true.'),
  required: field(flag, 'A thread does not start without the server. Default false.'),
  startupTimeoutSec: field(number(0), 'Seconds until a starting server is given up. Default 10.'),
  startupTimeoutMs: field(wholeNumber(0), 'The same in milliseconds; `startup_timeout_sec` wins.'),
  toolTimeoutSec: field(number(0), 'Seconds until a call is given up. Default 60.'),
  enabledTools: field(list(text), 'Offer only these tools.'),
  disabledTools: field(list(text), 'Do not offer these tools.'),
  defaultToolsApprovalMode: field(approvalMode, 'How calls are approved. Default `auto`.'),
  tools: field(mapOf(toolTable), 'Settings of single tools, by name.'),
  supportsParallelToolCalls: field(flag, 'Calls may run at the same time. Default false.'),
  environmentId: field(text, 'Has no effect: there is one environment.'),
  name: field(text, 'Name for people.'),
});

/** One `[mcp_servers.<name>]` table, before its transport was checked. */
export type McpServerConfig = Decoded<typeof mcpServerTable>;
