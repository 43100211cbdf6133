import { err, type Result } from '../result.js';
import { ArgumentReader, parseArguments } from './decode-arguments.js';
import { clamp, defaultOutputTokens } from './exec-command.js';
import type { ToolDefinition } from './tool-definition.js';
import { defaultToolRules } from './tool-rules.js';

/** A call of `write_stdin`, decoded and within its ranges. */
export interface WriteStdinCall {
  readonly sessionId: number;
  /** What to write; empty to wait for more output only. */
  readonly chars: string;
  readonly yieldTimeMs: number;
  readonly maxOutputTokens: number;
}

/** `write_stdin` as it is offered to the model. */
export const writeStdinTool: ToolDefinition = {
  kind: 'function',
  name: 'write_stdin',
  description:
    'Writes to the input of a command that goes on in the background, or only waits for more of its output, and returns what it printed since.',
  parameters: {
    type: 'object',
    properties: {
      session_id: { type: 'number', description: 'The session ID that `exec_command` returned.' },
      chars: { type: 'string', description: 'Text to write; empty, the default, to wait only.' },
      yield_time_ms: {
        type: 'number',
        description: 'Milliseconds to wait for output: 250 by default after writing, 5000 at least when only waiting.',
      },
      max_output_tokens: { type: 'number', description: 'Longest output to return, in tokens; 10000 by default.' },
    },
    required: ['session_id'],
    additionalProperties: false,
  },
};

/** Decodes the arguments of a `write_stdin` call. The error is what the model reads. */
export function decodeWriteStdin(text: string, rules = defaultToolRules): Result<WriteStdinCall, string> {
  const fields = parseArguments(text);
  if (!fields.ok) return err(fields.error);
  const read = new ArgumentReader(fields.value);
  const sessionId = read.requiredNumber('session_id');
  const chars = read.string('chars') ?? '';
  const wait = read.number('yield_time_ms');
  const maxOutputTokens = clamp(read.number('max_output_tokens') ?? defaultOutputTokens, 0, rules.maxOutputTokens);
  const yieldTimeMs =
    chars === ''
      ? clamp(wait ?? 5_000, Math.min(5_000, rules.maxPollMs), rules.maxPollMs)
      : clamp(wait ?? 250, 250, 30_000);
  return read.finish({ sessionId, chars, yieldTimeMs, maxOutputTokens });
}
