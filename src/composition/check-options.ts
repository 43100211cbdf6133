import { type SandboxedCommand, sandboxedCommandNames } from '../application/commands/sandboxed-command.js';
import { type ThreadOptions, threadOptionNames } from '../application/settings/thread-options.js';
import { CodexError } from '../domain/codex-error.js';
import { nearestName } from '../domain/config/nearest-name.js';
import { type CodexOptions, codexOptionNames } from './codex-options.js';

/** Refuses options of `createCodex` that are unknown or have the wrong type. @throws CodexError `invalid-option` */
export function checkCodexOptions(options: CodexOptions): void {
  checkNames(options, { names: codexOptionNames, of: 'createCodex' });
  checkNames(options.adapters ?? {}, { names: adapterNames, of: '`adapters`' });
  checkChoice('userConfig', options.userConfig, ['load', 'ignore']);
  checkChoice('sandbox.level', options.sandbox?.level, ['hardened', 'compatibility']);
  checkChoice('sandbox.onUnavailable', options.sandbox?.onUnavailable, ['refuse']);
  checkChoice('unknownSettings', options.unknownSettings, ['warn', 'refuse']);
  if (options.approvals !== undefined && typeof options.approvals !== 'function') {
    throw new CodexError('invalid-option', 'the option `approvals` must be a function that answers requests');
  }
}

/** Refuses options of a thread that are unknown, have the wrong type, or contradict each other. @throws CodexError `invalid-option` */
export function checkThreadOptions(options: ThreadOptions): void {
  checkNames(options, { names: threadOptionNames, of: 'a thread' });
  checkChoice('sandboxMode', options.sandboxMode, ['read-only', 'workspace-write', 'danger-full-access']);
  checkChoice('approvalPolicy', options.approvalPolicy, ['never', 'on-request', 'on-failure', 'untrusted']);
  checkChoice('webSearchMode', options.webSearchMode, ['disabled', 'cached', 'live']);
  if (options.sandboxMode !== undefined && options.permissionProfile !== undefined) {
    throw new CodexError(
      'invalid-option',
      'the options `sandboxMode` and `permissionProfile` cannot both be set; keep one of them',
    );
  }
}

/** Refuses a command that is none, and options of it that are unknown. @throws CodexError `invalid-option` */
export function checkSandboxedCommand({ command, env, ...options }: SandboxedCommand): void {
  checkNames({ command, ...options }, { names: sandboxedCommandNames, of: 'a sandboxed command' });
  checkThreadOptions(options);
  const isText = (value: unknown): boolean => typeof value === 'string' && !value.includes('\0');
  if (!Array.isArray(command) || !command.every(isText)) {
    throw new CodexError('invalid-option', 'the option `command` must be a list of strings without NUL characters');
  }
  if (env !== undefined && !Object.values(env).every(isText)) {
    throw new CodexError('invalid-option', 'the option `env` must be an object of strings without NUL characters');
  }
}

const adapterNames = [
  'sandbox',
  'model',
  'fileSystem',
  'threadStore',
  'notifier',
  'clock',
  'idGenerator',
  'environment',
  'logger',
  'telemetry',
  'configSource',
] as const satisfies readonly (keyof NonNullable<CodexOptions['adapters']>)[];

function checkNames(options: object, { names, of }: { readonly names: readonly string[]; readonly of: string }): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new CodexError('invalid-option', `the options of ${of} must be an object`);
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = nearestName(unknown, names);
  const hint =
    near === undefined
      ? `expected one of ${names.map((name) => `\`${name}\``).join(', ')}`
      : `did you mean \`${near}\`?`;
  throw new CodexError('invalid-option', `unknown option \`${unknown}\` of ${of}; ${hint}`);
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.some((choice) => choice === value)) return;
  const expected = choices.map((choice) => `\`${choice}\``).join(', ');
  throw new CodexError('invalid-option', `the option \`${name}\` is \`${String(value)}\`; expected one of ${expected}`);
}
