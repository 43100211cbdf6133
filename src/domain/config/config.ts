import { mcpServerTable } from './mcp-server-table.js';
import { modelProviderTable } from './model-provider-table.js';
import {
  choice,
  type Decoded,
  either,
  field,
  flag,
  list,
  mapOf,
  openTable,
  path,
  secretField,
  table,
  text,
  wholeNumber,
} from './shape.js';

const granularApprovals = table({
  sandboxApproval: field(flag, 'Ask when a command wants to leave the sandbox.'),
  rules: field(flag, 'Ask when an exec-policy rule says `prompt`.'),
  mcpElicitations: field(flag, 'Pass on questions of MCP servers.'),
  requestPermissions: field(flag, 'Ask when the model requests more permissions.'),
  skillApproval: field(flag, 'Ask before a skill runs a script.'),
});

const approvalPolicy = either(
  choice('never', 'on-request', 'on-failure', 'untrusted'),
  table({ granular: field(granularApprovals, 'Which kinds of questions are asked; the others are declined.') }),
);

const sandboxWorkspaceWrite = table({
  writableRoots: field(list(path), 'More directories that may be written.'),
  networkAccess: field(flag, 'Commands may reach the network. Default false.'),
  excludeTmpdirEnvVar: field(flag, 'The directory that $TMPDIR names stays read-only. Default false.'),
  excludeSlashTmp: field(flag, '`/tmp` stays read-only. Default false.'),
});

const shellEnvironmentPolicy = table({
  inherit: field(choice('all', 'core', 'none'), 'Which variables commands inherit. Default `all`.'),
  ignoreDefaultExcludes: field(flag, 'Keep variables named like *KEY*, *SECRET*, *TOKEN*. Default true.'),
  exclude: field(list(text), 'Drop variables that match these patterns, without regard to case.'),
  set: secretField(mapOf(text), 'Variables that are set for every command.'),
  includeOnly: field(list(text), 'Keep only variables that match these patterns.'),
  experimentalUseProfile: field(flag, 'Has no effect: see `allow_login_shell`.'),
});

const tui = table({
  notifications: field(
    either(flag, list(text)),
    'Notify about everything, nothing, or the named events. Default true.',
  ),
  notificationMethod: field(choice('auto', 'osc9', 'bel'), 'How the terminal is notified. Default `auto`.'),
  notificationCondition: field(choice('unfocused', 'always'), 'When the terminal is notified. Default `unfocused`.'),
});

const reasoningEffort = choice('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra', 'persistent');

/** Every key of `config.toml` that has an effect: the one source of decoding, diagnostics and the JSON schema. */
export const configTable = table({
  model: field(text, 'Model that is asked, by its name at the provider. Default `gpt-5.5`.'),
  modelProvider: field(text, 'Id of the provider: `openai` or a key of `model_providers`. Default `openai`.'),
  modelProviders: field(mapOf(modelProviderTable), 'Services that models are reached at, by id.'),
  openaiBaseUrl: field(text, 'Address of the built-in OpenAI provider.'),
  modelReasoningEffort: field(reasoningEffort, 'How much the model reasons.'),
  modelReasoningSummary: field(choice('auto', 'concise', 'detailed', 'none'), 'How its reasoning is summed up.'),
  modelVerbosity: field(choice('low', 'medium', 'high'), 'How long its answers are.'),
  serviceTier: field(text, 'How fast the provider answers, at its price: `fast`, `flex`, or another name of it.'),
  modelCatalogJson: field(path, 'File that says which models there are, instead of what this package knows.'),
  modelSupportsReasoningSummaries: field(flag, 'Ask for reasoning summaries of a model that is not known.'),
  modelContextWindow: field(wholeNumber(1), 'Size of the context window in tokens.'),
  modelAutoCompactTokenLimit: field(
    wholeNumber(1),
    'Tokens at which the history is compacted. Default 90 % of the window.',
  ),
  toolOutputTokenLimit: field(wholeNumber(0), 'Tokens of a tool’s output that the model gets to see.'),
  instructions: field(text, 'Replaces the base instructions.'),
  modelInstructionsFile: field(path, 'File that replaces the base instructions.'),
  developerInstructions: field(text, 'Added to the instructions as a developer message.'),
  compactPrompt: field(text, 'Replaces the prompt that compacts the history.'),
  experimentalCompactPromptFile: field(path, 'File that replaces the prompt that compacts the history.'),
  includePermissionsInstructions: field(flag, 'Tell the model what it may do. Default true.'),
  includeEnvironmentContext: field(flag, 'Tell the model about directory, shell, date. Default true.'),
  projectDocMaxBytes: field(wholeNumber(0), 'Bytes of AGENTS.md files that are read. Default 32768; 0 reads none.'),
  projectDocFallbackFilenames: field(list(text), 'Names that are tried where there is no AGENTS.md.'),
  projectRootMarkers: field(list(text), 'Names that mark the root of a project. Default [".git"].'),
  approvalPolicy: field(approvalPolicy, 'When a person is asked. Default `on-request`.'),
  sandboxMode: field(choice('read-only', 'workspace-write', 'danger-full-access'), 'What commands may do.'),
  sandboxWorkspaceWrite: field(sandboxWorkspaceWrite, 'Details of the `workspace-write` sandbox.'),
  sandboxLevel: field(
    choice('hardened', 'compatibility'),
    'How strictly the sandbox confines commands; the public Codex has no such key. Default `hardened`.',
  ),
  defaultPermissions: field(text, 'Permission profile: `:read-only`, `:workspace`, `:danger-full-access` or a name.'),
  permissions: field(mapOf(openTable), 'Permission profiles, by name.'),
  projects: field(
    mapOf(table({ trustLevel: field(choice('trusted', 'untrusted'), 'Whether its own settings are used.') })),
    'What is known about projects, by absolute path.',
  ),
  windows: field(
    table({
      sandbox: field(choice('disabled', 'unelevated', 'elevated'), 'Which sandbox Windows uses: always `unelevated`.'),
    }),
    'Settings of Windows.',
  ),
  allowLoginShell: field(flag, 'Commands may run in a login shell. Default true.'),
  shellEnvironmentPolicy: field(shellEnvironmentPolicy, 'Environment of commands.'),
  backgroundTerminalMaxTimeout: field(wholeNumber(0), 'Longest wait for output of a running command, in ms.'),
  webSearch: field(choice('disabled', 'cached', 'live'), 'Web search by the provider. Default `cached`.'),
  tools: field(
    table({
      webSearch: field(either(flag, openTable), 'Older spelling of `web_search`.'),
      viewImage: field(flag, 'Offer the tool that shows images to the model. Default true.'),
    }),
    'Built-in tools.',
  ),
  mcpOauthCallbackPort: field(
    wholeNumber(1),
    'Port that a browser comes back to after a login to a server. Default: a free one.',
  ),
  mcpOauthCallbackUrl: field(text, 'Address that a browser comes back to, when it is not the port itself.'),
  mcpServers: field(mapOf(mcpServerTable), 'Servers of the Model Context Protocol, by name.'),
  notify: field(list(text), 'Program and arguments that are run when a turn has ended; gets one more argument, JSON.'),
  tui: field(tui, 'Terminal notifications.'),
  history: field(
    table({
      persistence: field(choice('save-all', 'none'), 'Whether prompts are kept across sessions.'),
      maxBytes: field(wholeNumber(0), 'Size at which old prompts are dropped.'),
    }),
    'Has no effect: prompts are kept in sessions only.',
  ),
  hideAgentReasoning: field(flag, 'Do not show reasoning to people. Default false.'),
  showRawAgentReasoning: field(flag, 'Has no effect: providers send summaries only.'),
  features: field(mapOf(flag), 'Switches of single features of the public Codex.'),
  profile: field(text, 'Name of the entry of `profiles` that is laid over these settings.'),
  profiles: field(mapOf(openTable), 'Sets of settings, by name.'),
});

/** A decoded configuration: keys in camelCase, values of checked types, nothing filled in. */
export type Config = Decoded<typeof configTable>;
