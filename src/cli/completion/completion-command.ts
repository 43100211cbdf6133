import { Argument, type Command } from 'commander';

/** The shells that there is a completion for. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** Adds `completion`. */
export function addCompletionCommand(program: Command, action: (shell: Shell) => Promise<void>): void {
  program
    .command('completion')
    .description('Print a script that completes the command line in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .usage('<bash|zsh|fish>')
    .addHelpText('after', completionHelp)
    .action((shell: Shell) => action(shell));
}

const completionHelp = `
Examples:
  $ codex-sdk completion bash > ~/.local/share/bash-completion/completions/codex-sdk
  $ codex-sdk completion zsh > "\${fpath[1]}/_codex-sdk"
  $ codex-sdk completion fish > ~/.config/fish/completions/codex-sdk.fish`;
