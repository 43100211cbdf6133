import { err, type Result } from '../result.js';
import { ArgumentReader, parseArguments } from './decode-arguments.js';
import type { ToolDefinition } from './tool-definition.js';
import { defaultToolRules, type ToolRules } from './tool-rules.js';

/** A call of `exec_command`, decoded and within its ranges. */
export interface ExecCommandCall {
  /** A script for the shell. */
  readonly cmd: string;
  /** Relative to the turn's working directory. */
  readonly workdir?: string;
  readonly shell?: string;
  readonly login: boolean;
  readonly tty: boolean;
  /** How long to wait for the end before the command goes on in the background, 250 to 30,000. */
  readonly yieldTimeMs: number;
  readonly maxOutputTokens: number;
  readonly permissions: 'use_default' | 'require_escalated';
  readonly justification?: string;
  readonly prefixRule?: readonly string[];
}

/** How many output tokens a call returns that asks for no number. */
export const defaultOutputTokens = 10_000;

/** `exec_command` as it is offered to the model: without `login` where the rules leave no choice. */
export function execCommandDefinition({ loginShell }: Pick<ToolRules, 'loginShell'>): ToolDefinition {
  const { login, ...others } = properties;
  return {
    kind: 'function',
    name: 'exec_command',
    description:
      'Runs a script in the shell of the user and returns its output and exit code. A command that is still running after ' +
      '`yield_time_ms` goes on in the background and is given a session ID, which `write_stdin` takes.',
    parameters: {
      type: 'object',
      properties: loginShell === 'forbidden' ? others : properties,
      required: ['cmd'],
      additionalProperties: false,
    },
  };
}

const properties = {
  cmd: { type: 'string', description: 'The script to run.' },
  workdir: { type: 'string', description: 'Directory to run in; the working directory of the turn by default.' },
  shell: { type: 'string', description: 'Shell to run the script with; the login shell of the user by default.' },
  login: { type: 'boolean', description: 'Whether the shell reads the login profile; true by default.' },
  tty: {
    type: 'boolean',
    description: 'Whether the command gets a terminal, which interactive programs need; false by default.',
  },
  yield_time_ms: {
    type: 'number',
    description: 'Milliseconds to wait for the command to end, 250 to 30000; 10000 by default.',
  },
  max_output_tokens: { type: 'number', description: 'Longest output to return, in tokens; 10000 by default.' },
  sandbox_permissions: {
    type: 'string',
    enum: ['use_default', 'require_escalated'],
    description: 'Whether the command stays in the sandbox (`use_default`) or asks the user to run outside of it.',
  },
  justification: {
    type: 'string',
    description:
      'With `require_escalated`: a short question to the user that says why the command must leave the sandbox.',
  },
  prefix_rule: {
    type: 'array',
    items: { type: 'string' },
    description:
      'With `require_escalated`: leading words of commands like this one that the user may allow from now on.',
  },
} as const;

/** Decodes the arguments of an `exec_command` call; unknown ones are ignored. The error is what the model reads. */
export function decodeExecCommand(text: string, rules = defaultToolRules): Result<ExecCommandCall, string> {
  const fields = parseArguments(text);
  if (!fields.ok) return err(fields.error);
  const read = new ArgumentReader(fields.value);
  const cmd = read.requiredString('cmd');
  const login = read.boolean('login') ?? rules.loginShell === 'allowed';
  if (login && rules.loginShell === 'forbidden') return err(loginShellForbidden);
  const optional = {
    workdir: read.string('workdir'),
    shell: read.string('shell'),
    justification: read.string('justification'),
    prefixRule: read.strings('prefix_rule'),
  };
  return read.finish({
    cmd,
    login,
    tty: read.boolean('tty') ?? false,
    yieldTimeMs: clamp(read.number('yield_time_ms') ?? 10_000, 250, 30_000),
    maxOutputTokens: clamp(read.number('max_output_tokens') ?? defaultOutputTokens, 0, rules.maxOutputTokens),
    permissions: read.oneOf('sandbox_permissions', ['use_default', 'require_escalated']) ?? 'use_default',
    ...(optional.workdir === undefined ? {} : { workdir: optional.workdir }),
    ...(optional.shell === undefined ? {} : { shell: optional.shell }),
    ...(optional.justification === undefined ? {} : { justification: optional.justification }),
    ...(optional.prefixRule === undefined ? {} : { prefixRule: optional.prefixRule }),
  });
}

const loginShellForbidden = 'the settings do not allow a login shell; leave `login` out, or set it to false';

/** `value` moved into a range; not-a-number becomes the lower bound. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Math.trunc(value) || 0));
}
