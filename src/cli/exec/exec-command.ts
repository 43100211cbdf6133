import { type Command, Option } from 'commander';
import { allOperands } from '../operands.js';
import { configFlags, flagsOf, placeFlags } from '../shared-flags.js';
import type { ExecCall, ExecFlags } from './exec-arguments.js';

/** Called with what was parsed. */
export type ExecAction = (call: ExecCall) => Promise<void>;

/** Adds `exec` and its subcommands. Flags may stand before or behind the name of a subcommand. */
export function addExecCommand(program: Command, action: ExecAction): void {
  const exec = program
    .command('exec')
    .alias('e')
    .description('Run one turn without interaction.')
    .argument('[prompt]', 'what to do; `-` or nothing reads it from stdin, and piped input is added to it as a block')
    .allowExcessArguments()
    .usage('[options] [prompt]')
    .addHelpText('after', execHelp);
  for (const option of execOptions()) exec.addOption(option);
  exec.action(() => action({ command: 'exec', operands: allOperands(exec.args), flags: flagsOf<ExecFlags>(exec) }));
  addSessionCommand(exec, 'resume', action)
    .option('--last', 'continue the newest session of the working directory')
    .option('--all', 'with `--last`: of any directory');
  addSessionCommand(exec, 'fork', action);
}

function addSessionCommand(exec: Command, name: 'resume' | 'fork', action: ExecAction): Command {
  const command = exec
    .command(name)
    .description(
      name === 'resume' ? 'Continue a saved session.' : 'Start a new session with the history of a saved one.',
    )
    .argument('[id]', 'id of the session, as the transcript and `thread.started` show it')
    .argument('[prompt]', 'what to do next; `-` or nothing reads it from stdin')
    .allowExcessArguments()
    .usage(name === 'resume' ? '[options] <id | --last> [prompt]' : '[options] <id> [prompt]')
    .addHelpText('after', '\nAll options of `codex-sdk exec` apply.');
  return command.action(() =>
    action({ command: name, operands: allOperands(command.args), flags: flagsOf<ExecFlags>(command) }),
  );
}

function execOptions(): readonly Option[] {
  return [
    ...configFlags(),
    new Option('-i, --image <file...>', 'attach images to the prompt; put `--` between them and the prompt'),
    ...placeFlags(),
    new Option('--full-auto', 'the same as `--sandbox workspace-write`').hideHelp(),
    new Option(
      '--dangerously-bypass-approvals-and-sandbox',
      'run commands without any sandbox; only for machines that are isolated otherwise',
    ),
    new Option('--yolo').hideHelp().implies({ dangerouslyBypassApprovalsAndSandbox: true }),
    new Option('--skip-git-repo-check', 'work outside of a git repository, too'),
    new Option('--trust', 'note in config.toml that this project is trusted, so that its own settings count'),
    new Option('--ephemeral', 'write no session file'),
    new Option('--thread-source <source>', 'what kind of program started the session').hideHelp(),
    new Option('--cyber-access-program <program>').hideHelp(),
    new Option('--ignore-rules', 'read no `.rules` files, neither your own nor those of the project'),
    new Option('--oss').hideHelp(),
    new Option('--local-provider <provider>').hideHelp(),
    new Option('--output-schema <file>', 'JSON schema that the last message has to conform to'),
    new Option('--color <when>', 'colours in the transcript').choices(['always', 'never', 'auto']).default('auto'),
    new Option('--json', 'print events to stdout, one JSON object per line'),
    new Option('--experimental-json').hideHelp(),
    new Option('-o, --output-last-message <file>', 'write the last message to a file'),
  ];
}

const execHelp = `
The transcript goes to stderr, the last message alone to stdout.
Exit status: 0 the turn completed, 1 it failed, 2 the call was wrong.

Examples:
  $ codex-sdk exec --sandbox workspace-write "make the failing test pass"
  $ git diff | codex-sdk exec "review this change" > review.md
  $ codex-sdk exec resume --last "now update the changelog"`;
