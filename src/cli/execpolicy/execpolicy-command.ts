import type { Command } from 'commander';
import { allOperands } from '../operands.js';
import { repeatable } from '../shared-flags.js';

/** What `execpolicy check` is asked. */
export interface PolicyCheckCall {
  readonly command: readonly string[];
  readonly ruleFiles: readonly string[];
  readonly layout: 'compact' | 'pretty';
  readonly hostExecutables: 'resolved' | 'ignored';
}

/** Adds `execpolicy check`. */
export function addExecPolicyCommand(program: Command, action: (call: PolicyCheckCall) => Promise<void>): void {
  const policy = program.command('execpolicy').description('Look at the rules for commands.');
  policy.enablePositionalOptions();
  const check = policy
    .command('check')
    .description('Tell what rules say about a command.')
    .argument('[command...]', 'program and arguments')
    .usage('--rules <file> [options] [--] <command...>')
    .passThroughOptions()
    .addOption(repeatable('-r, --rules <file>', 'file with rules; several are put together'))
    .option('--pretty', 'print JSON over several lines')
    .option('--resolve-host-executables', 'let a rule for a name match the paths that `host_executable` lists for it');
  check.action(() => {
    const flags = check.opts<{ rules?: readonly string[]; pretty?: true; resolveHostExecutables?: true }>();
    return action({
      command: allOperands(check.args),
      ruleFiles: flags.rules ?? [],
      layout: flags.pretty === true ? 'pretty' : 'compact',
      hostExecutables: flags.resolveHostExecutables === true ? 'resolved' : 'ignored',
    });
  });
}
