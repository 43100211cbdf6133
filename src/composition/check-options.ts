import { type SandboxedRunOptions, sandboxedRunNames } from '../application/commands/run-sandboxed.js';
import { type SandboxedCommand, sandboxedCommandNames } from '../application/commands/sandboxed-command.js';
import { checkOptionNames } from '../application/settings/check-option-names.js';
import { type ThreadOptions, threadOptionNames } from '../application/settings/thread-options.js';
import type { GranularApprovals } from '../domain/approvals/approval-policy.js';
import { CodexError } from '../domain/codex-error.js';
import { checkAdapters } from './check-adapters.js';
import { checkProfileNetwork } from './check-profile-network.js';
import { checkValues, isRecord } from './check-values.js';
import { type CodexOptions, codexOptionNames } from './codex-options.js';

/** Refuses options of `createCodex` that are unknown or have the wrong type. @throws CodexError `invalid-option` */
export function checkCodexOptions(options: CodexOptions): void {
  checkOptionNames(options, { names: codexOptionNames, of: 'createCodex' });
  checkAdapters(options.adapters ?? {});
  checkOptionNames(options.sandbox ?? {}, { names: ['level', 'onUnavailable'], of: '`sandbox`' });
  checkValues(options, codexOptionTypes);
  checkChoice('userConfig', options.userConfig, ['load', 'ignore']);
  checkChoice('rules', options.rules, ['load', 'ignore']);
  checkChoice('sandbox.level', options.sandbox?.level, ['hardened', 'compatibility']);
  checkChoice('sandbox.onUnavailable', options.sandbox?.onUnavailable, ['refuse']);
  checkChoice('unknownSettings', options.unknownSettings, ['warn', 'refuse']);
  if (options.approvals !== undefined && typeof options.approvals !== 'function') {
    throw new CodexError('invalid-option', 'the option `approvals` must be a function that answers requests');
  }
  checkChoice('frontEnd.kind', options.frontEnd?.kind, ['none', 'interactive']);
  checkTools(options.tools ?? []);
}

/** Refuses options of a thread that are unknown, have the wrong type, or contradict each other. @throws CodexError `invalid-option` */
export function checkThreadOptions(options: ThreadOptions): void {
  checkOptionNames(options, { names: threadOptionNames, of: 'a thread' });
  checkValues(options, threadOptionTypes);
  checkProfileNetwork(options.permissionProfile);
  checkChoice('sandboxMode', options.sandboxMode, ['read-only', 'workspace-write', 'danger-full-access']);
  checkApprovalPolicy(options.approvalPolicy);
  checkChoice('webSearchMode', options.webSearchMode, ['disabled', 'cached', 'live']);
  if (options.sandboxMode !== undefined && options.permissionProfile !== undefined) {
    throw new CodexError(
      'invalid-option',
      'the options `sandboxMode` and `permissionProfile` cannot both be set; keep one of them',
    );
  }
}

/** Refuses a command that is none, and options of it that are unknown. @throws CodexError `invalid-option` */
export function checkSandboxedCommand(sandboxed: SandboxedCommand): void {
  checkOptionNames(sandboxed, { names: sandboxedCommandNames, of: 'a sandboxed command' });
  const { command, env, ...options } = sandboxed;
  checkThreadOptions(options);
  const isText = (value: unknown): boolean => typeof value === 'string' && !value.includes('\0');
  if (!Array.isArray(command) || !command.every(isText)) {
    throw new CodexError('invalid-option', 'the option `command` must be a list of strings without NUL characters');
  }
  if (env !== undefined && !(isRecord(env) && Object.values(env).every(isText))) {
    throw new CodexError('invalid-option', 'the option `env` must be an object of strings without NUL characters');
  }
}

/** Refuses options of running a command that are unknown or cannot be met. @throws CodexError `invalid-option` */
export function checkRunOptions(options: SandboxedRunOptions): void {
  checkOptionNames(options, { names: sandboxedRunNames, of: 'running a sandboxed command' });
  const timeoutMs: unknown = options.timeoutMs;
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0)) {
    throw new CodexError('invalid-option', 'the option `timeoutMs` must be a number of milliseconds, more than 0');
  }
}

const codexOptionTypes = {
  baseUrl: 'a string',
  apiKey: 'a string',
  codexHome: 'a string',
  configProfile: 'a string',
  originator: 'a string',
  configOverrides: 'a list of strings',
  env: 'an object of strings',
  mcpServers: 'an object of servers',
} as const;

const threadOptionTypes = {
  model: 'a string',
  threadSource: 'a string',
  workingDirectory: 'a string',
  skipGitRepoCheck: 'true or false',
  modelReasoningEffort: 'a string',
  networkAccessEnabled: 'true or false',
  webSearchEnabled: 'true or false',
  additionalDirectories: 'a list of strings',
  permissionProfile: 'an id, a name, or a profile',
  ephemeral: 'true or false',
  developerInstructions: 'a string',
  baseInstructions: 'a string',
} as const;

/** The names of the agent's own tools; a test keeps it complete. */
export const reservedToolNames: readonly string[] = [
  'exec_command',
  'write_stdin',
  'update_plan',
  'apply_patch',
  'view_image',
  'web_search',
];

const granularNames = [
  'sandboxApproval',
  'rules',
  'mcpElicitations',
  'requestPermissions',
  'skillApproval',
] as const satisfies readonly (keyof GranularApprovals)[];

/** Providers refuse every request that names two tools alike. */
function checkTools(tools: unknown): void {
  if (!Array.isArray(tools) || !tools.every(isHostTool)) {
    throw new CodexError('invalid-option', 'the option `tools` must be a list of functions made with `defineTool`');
  }
  const names = tools.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new CodexError(
      'invalid-option',
      `two functions of the option \`tools\` are called \`${repeated}\`; give them different names`,
    );
  }
  const reserved = names.find((name) => reservedToolNames.includes(name));
  if (reserved === undefined) return;
  throw new CodexError(
    'invalid-option',
    `a function of the option \`tools\` is called \`${reserved}\`, as a tool of the agent is; give it another name`,
  );
}

function isHostTool(tool: unknown): tool is { readonly name: string } {
  return isRecord(tool) && typeof tool.name === 'string' && typeof tool.invoke === 'function';
}

function checkApprovalPolicy(policy: unknown): void {
  if (!isRecord(policy)) {
    checkChoice('approvalPolicy', policy, ['never', 'on-request', 'on-failure', 'untrusted']);
    return;
  }
  const { granular } = policy;
  checkOptionNames(policy, { names: ['granular'], of: '`approvalPolicy`' });
  if (!isRecord(granular) || !Object.values(granular).every((asked) => typeof asked === 'boolean')) {
    throw new CodexError('invalid-option', 'the option `approvalPolicy.granular` must be an object of true and false');
  }
  checkOptionNames(granular, { names: granularNames, of: '`approvalPolicy.granular`' });
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.some((choice) => choice === value)) return;
  const expected = choices.map((choice) => `\`${choice}\``).join(', ');
  throw new CodexError('invalid-option', `the option \`${name}\` is \`${String(value)}\`; expected one of ${expected}`);
}
