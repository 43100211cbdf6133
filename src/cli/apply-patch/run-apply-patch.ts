import { applyPatch } from '../../index.js';
import { decodePromptBytes } from '../exec/decode-prompt-bytes.js';
import type { Host } from '../host.js';
import type { ApplyPatchCall } from './apply-patch-command.js';

/** Applies a patch with the rights of the process. Words and exit status are those of the public `apply_patch`. */
export async function runApplyPatch({ operands, directory }: ApplyPatchCall, host: Host): Promise<0 | 1 | 2> {
  const { stdin, stdout, stderr } = host;
  const [argument, surplus] = operands;
  if (surplus !== undefined) {
    stderr.write('Error: apply_patch accepts exactly one argument.\n');
    return 2;
  }
  if (argument === undefined && stdin.isTerminal) {
    stderr.write('Error: there is no patch; pass one as an argument, or pipe it in\n');
    return 2;
  }
  const piped = argument === undefined ? decodePromptBytes(await stdin.read()) : undefined;
  if (piped?.ok === false) {
    stderr.write(`Error: ${piped.error}\n`);
    return 1;
  }
  const outcome = await applyPatch(argument ?? piped?.value ?? '', {
    cwd: directory ?? host.workingDirectory,
    permissions: { kind: 'disabled' },
    rules: 'command-line',
  });
  if (outcome.kind !== 'applied') {
    stderr.write(`${outcome.message}\n`);
    return 1;
  }
  stdout.write(['Success. Updated the following files:', ...outcome.summary, ''].join('\n'));
  return 0;
}
