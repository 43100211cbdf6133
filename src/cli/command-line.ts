import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { decodeExecArguments, type ExecCall } from './exec-arguments.js';
import { addExecCommand } from './exec-command.js';
import type { Host } from './host.js';

/** How the program ended: 0 it did what was asked, 1 it failed, 2 it was called wrongly. */
export type ExitStatus = 0 | 1 | 2;

/** Runs the command line to its end. What a command needs is loaded when it is called. */
export async function runCommandLine(host: Host): Promise<ExitStatus> {
  const run: { status: ExitStatus } = { status: 0 };
  const program = createProgram(host, run);
  try {
    await program.parseAsync([...host.argv], { from: 'user' });
    return run.status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function createProgram(host: Host, run: { status: ExitStatus }): Command {
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
    .showHelpAfterError('Run it with --help for more.');
  addExecCommand(program, async (call) => {
    run.status = await exec(call, host);
  });
  return program;
}

async function exec(call: ExecCall, host: Host): Promise<ExitStatus> {
  const decoded = decodeExecArguments(call);
  if (!decoded.ok) {
    host.stderr.write(`error: ${decoded.error}\n`);
    return 2;
  }
  const { runExec } = await import('./run-exec.js');
  return runExec(decoded.value, { host, version: packageVersion() });
}

// The package refers to itself by name, so that it does not matter which chunk of the build this ends up in.
function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('codex-sdk/package.json');
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}
