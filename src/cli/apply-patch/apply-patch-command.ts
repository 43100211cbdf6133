import type { Command } from 'commander';
import { allOperands } from '../operands.js';
import { flagsOf } from '../shared-flags.js';

/** What `apply-patch` is asked. */
export interface ApplyPatchCall {
  readonly operands: readonly string[];
  readonly directory?: string;
}

/** Adds `apply-patch`. */
export function addApplyPatchCommand(program: Command, action: (call: ApplyPatchCall) => Promise<void>): void {
  const command = program
    .command('apply-patch')
    .alias('apply_patch')
    .description('Apply a patch in the format that the agent uses.')
    .argument('[patch]', 'the patch; read from stdin when absent')
    .allowExcessArguments()
    .usage('[options] [patch]')
    .option('-C, --cd <dir>', 'directory that relative paths of the patch start from')
    .addHelpText('after', applyPatchHelp);
  command.action(() => {
    const { cd } = flagsOf<{ readonly cd?: string }>(command);
    return action({ operands: allOperands(command.args), ...(cd === undefined ? {} : { directory: cd }) });
  });
}

const applyPatchHelp = `
The whole patch is verified before anything is written. It may change whatever the user may change: run it inside of
\`codex-sdk sandbox\` to confine it.
Exit status: 0 applied, 1 not applied, 2 the call was wrong.`;
