import { type Command, Option } from 'commander';
import type { SandboxMode } from '../../index.js';
import { operandsOf, soleOperand } from '../operands.js';
import { type ConfigFlags, configFlags, flagsOf, repeatable } from '../shared-flags.js';

/** The platforms that have a sandbox of their own. */
export type SandboxPlatform = 'linux' | 'macos' | 'windows';

/** The flags that say under which permissions something is looked at or run. */
export interface PermissionFlags extends ConfigFlags {
  readonly cd?: string;
  readonly permissionProfile?: string;
  readonly sandbox?: SandboxMode;
  readonly fullAuto?: true;
  readonly addDir?: readonly string[];
}

/** What `sandbox` is asked to run. */
export interface SandboxCall {
  /** The platform that was named, if any. */
  readonly platform?: SandboxPlatform;
  readonly command: readonly string[];
  readonly flags: PermissionFlags & { readonly explain?: true; readonly json?: true; readonly logDenials?: true };
}

/** What `sandbox explain` is asked. */
export interface ExplainCall {
  readonly path: string;
  readonly flags: PermissionFlags & { readonly compare?: string; readonly json?: true };
}

/** What is done with calls of `sandbox` and of its subcommands. */
export interface SandboxActions {
  run(call: SandboxCall): Promise<void>;
  explain(call: ExplainCall): Promise<void>;
}

/** Adds `sandbox`, with the older names below `debug`. */
export function addSandboxCommand(program: Command, actions: SandboxActions): void {
  const sandbox = addRunner(program.command('sandbox').enablePositionalOptions(), actions)
    .description('Run one command under a permission profile.')
    .usage('[linux|macos|windows] [options] [--] <command...>')
    .addHelpText('after', sandboxHelp);
  for (const platform of ['linux', 'macos', 'windows'] as const) {
    addRunner(sandbox.command(platform, { hidden: true }), actions, platform)
      .description(`The same, and a refusal anywhere but on ${platformNames[platform]}.`)
      .usage('[options] [--] <command...>');
  }
  addExplain(sandbox, actions);
  const debug = program.command('debug', { hidden: true }).description('Older names of `sandbox`.');
  debug.enablePositionalOptions();
  addRunner(debug.command('landlock'), actions, 'linux').description('The same as `sandbox linux`.');
  addRunner(debug.command('seatbelt'), actions, 'macos').description('The same as `sandbox macos`.');
}

/** What people call the platforms. */
export const platformNames: Readonly<Record<SandboxPlatform, string>> = {
  linux: 'Linux',
  macos: 'macOS',
  windows: 'Windows',
};

function addRunner(command: Command, actions: SandboxActions, platform?: SandboxPlatform): Command {
  command.argument('[command...]', 'program and arguments').passThroughOptions();
  for (const option of permissionFlags()) command.addOption(option);
  return command
    .option('--explain', 'show how the command would be started, and start nothing')
    .option('--json', 'with `--explain`: print JSON')
    .option('--log-denials', 'report what was denied afterwards, where the system keeps account of it (macOS)')
    .action(() => {
      const { before, behind = [] } = operandsOf(command.args);
      const named = platform === undefined ? {} : { platform };
      return actions.run({ ...named, command: [...before, ...behind], flags: flagsOf(command) });
    });
}

function addExplain(sandbox: Command, { explain }: SandboxActions): void {
  const command = sandbox
    .command('explain')
    .description('Explain why a path may or may not be read and written.')
    .argument('<path>', 'a file or directory; it need not exist')
    .allowExcessArguments()
    .usage('[options] <path>');
  for (const option of permissionFlags()) command.addOption(option);
  command
    .option('--compare <profile>', 'also list where this permission profile differs')
    .option('--json', 'print JSON')
    .addHelpText('after', explainHelp)
    .action(() => explain({ path: soleOperand(command, 'path'), flags: flagsOf(command) }));
}

function permissionFlags(): readonly Option[] {
  return [
    new Option('-P, --permission-profile <name>', 'permission profile: `:read-only`, `:workspace`, or a name'),
    new Option('-s, --sandbox <mode>', 'older way to choose').choices([
      'read-only',
      'workspace-write',
      'danger-full-access',
    ]),
    new Option('--full-auto').hideHelp(),
    new Option('-C, --cd <dir>', 'directory to work in'),
    repeatable('--add-dir <dir>', 'one more workspace root'),
    ...configFlags(),
  ];
}

const sandboxHelp = `
Without a choice of permissions the configuration decides. Output and exit status are those of the command: n when it
exits with n, 128 + n when signal n ends it, 127 when it cannot be started; 1 when it cannot be confined.

Examples:
  $ codex-sdk sandbox -P :workspace -- npm test
  $ codex-sdk sandbox --explain -- make
  $ codex-sdk sandbox explain ~/.ssh/id_ed25519 -P :workspace`;

const explainHelp = `
Examples:
  $ codex-sdk sandbox explain .git/config -P :workspace
  $ codex-sdk sandbox explain src -P careful --compare :workspace`;
