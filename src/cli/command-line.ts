import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { addApplyPatchCommand } from './apply-patch/apply-patch-command.js';
import { addCompletionCommand } from './completion/completion-command.js';
import { addDoctorCommand } from './doctor/doctor-command.js';
import type { ExecCall } from './exec/exec-arguments.js';
import { addExecCommand } from './exec/exec-command.js';
import { addExecPolicyCommand } from './execpolicy/execpolicy-command.js';
import { hintFor } from './hint-for.js';
import type { Host } from './host.js';
import { addMcpCommand } from './mcp/mcp-command.js';
import { addMcpServerCommand } from './mcp-server/mcp-server-command.js';
import { withSeparator } from './operands.js';
import { addSandboxCommand } from './sandbox/sandbox-command.js';
import { hiddenGlobalFlags } from './shared-flags.js';

/** How the program ended: 0 it did what was asked, 1 it failed, 2 it was called wrongly; or what the command that it ran said. */
export type ExitStatus = number;

/** Runs the command line to its end. What a command needs is loaded when it is called. */
export async function runCommandLine(host: Host): Promise<ExitStatus> {
  const run: Run = { host, status: 0 };
  const program = createProgram(run);
  try {
    await program.parseAsync([...withSeparator(host.argv)], { from: 'user' });
    return run.status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    const hint = hintFor(error.code, program.args);
    if (hint !== undefined) host.stderr.write(`\n${hint}\n`);
    return 2;
  }
}

interface Run {
  readonly host: Host;
  status: ExitStatus;
}

function createProgram(run: Run): Command {
  const { host } = run;
  const program = new Command('codex-sdk');
  program
    .description('The Codex coding agent.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .showSuggestionAfterError()
    .showHelpAfterError('Run it with --help for more.')
    .enablePositionalOptions()
    .addHelpText('after', programHelp);
  for (const option of hiddenGlobalFlags()) program.addOption(option);
  addCommands(program, run);
  return program;
}

function addCommands(program: Command, run: Run): void {
  const { host } = run;
  addExecCommand(program, async (call) => {
    run.status = await exec(call, host);
  });
  addDoctorCommand(program, async (call) => {
    const { runDoctor } = await import('./doctor/run-doctor.js');
    run.status = await runDoctor(call, host);
  });
  addApplyPatchCommand(program, async (call) => {
    const { runApplyPatch } = await import('./apply-patch/run-apply-patch.js');
    run.status = await runApplyPatch(call, host);
  });
  addMcpCommand(program, async (call) => {
    const { runMcp } = await import('./mcp/run-mcp.js');
    run.status = await runMcp(call, host);
  });
  addMcpServerCommand(program, async (flags) => {
    const { runMcpServer } = await import('./mcp-server/run-mcp-server.js');
    run.status = await runMcpServer(flags, host);
  });
  addExecPolicyCommand(program, async (call) => {
    const { runPolicyCheck } = await import('./execpolicy/run-policy-check.js');
    run.status = await runPolicyCheck(call, host);
  });
  addCompletionCommand(program, async (shell) => {
    const [{ completionPlaces }, { renderCompletion }] = await Promise.all([
      import('./completion/completion-words.js'),
      import('./completion/render-completion.js'),
    ]);
    host.stdout.write(renderCompletion(shell, program.name(), completionPlaces(program)));
  });
  addSandboxCommand(program, {
    run: async (call) => {
      const { runSandbox } = await import('./sandbox/run-sandbox.js');
      run.status = await runSandbox(call, host);
    },
    explain: async (call) => {
      const { runExplain } = await import('./sandbox/run-explain.js');
      run.status = await runExplain(call, host);
    },
  });
}

const programHelp = `
Before the command: -c, -p, -m, -s, -C, --add-dir and the like, as \`codex-sdk exec --help\` lists them.

Examples:
  $ codex-sdk exec "explain this repository"
  $ codex-sdk doctor`;

async function exec(call: ExecCall, host: Host): Promise<ExitStatus> {
  const [{ decodeExecArguments }, { runExec }] = await Promise.all([
    import('./exec/exec-arguments.js'),
    import('./exec/run-exec.js'),
  ]);
  const decoded = decodeExecArguments(call);
  if (!decoded.ok) {
    host.stderr.write(`error: ${decoded.error}\n`);
    return 2;
  }
  return runExec(decoded.value, { host, version: packageVersion() });
}

// The package refers to itself by name, so that it does not matter which chunk of the build this ends up in.
function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('codex-sdk/package.json');
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}
