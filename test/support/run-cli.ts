import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workspace } from './workspace.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The built command line. `CODEX_SDK_TEST_DIST` names another build than `dist`, relative to the repository. */
export const mainFile = resolve(repository, process.env.CODEX_SDK_TEST_DIST ?? 'dist', 'cli/main.js');

/** What a call of the command line left behind. */
export interface CliResult {
  /** Null when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A call of the built command line. */
export interface CliCall {
  readonly process: ChildProcessWithoutNullStreams;
  readonly result: Promise<CliResult>;
}

/** What a call of the command line finds. */
export interface CliSurroundings {
  /** Written to standard input, which is then closed; `open` leaves it open. Empty by default. */
  readonly stdin?: string;
  /** The user's config.toml; `as-is` leaves the file alone. Leads to the workspace's server by default. */
  readonly config?: string;
  /** Added to the environment; an undefined variable is taken away. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** Starts the built command line in a workspace, with a configuration that leads to the workspace's server. */
export async function startCli(
  workspace: Workspace,
  args: readonly string[],
  stdin: string | 'open' = '',
): Promise<CliCall> {
  return startCliIn(workspace, args, { stdin });
}

/** Calls the built command line and waits for its end. */
export async function runCli(workspace: Workspace, args: readonly string[], stdin = ''): Promise<CliResult> {
  return (await startCli(workspace, args, stdin)).result;
}

/** Calls the built command line in chosen surroundings and waits for its end. */
export async function runCliIn(
  workspace: Workspace,
  args: readonly string[],
  surroundings: CliSurroundings,
): Promise<CliResult> {
  return (await startCliIn(workspace, args, surroundings)).result;
}

/** Starts the built command line in chosen surroundings. */
export async function startCliIn(
  workspace: Workspace,
  args: readonly string[],
  { stdin = '', config = configFor(workspace.server.url), variables = {}, cwd }: CliSurroundings,
): Promise<CliCall> {
  if (config !== 'as-is') await writeFile(join(workspace.codexHome, 'config.toml'), config);
  const child = spawn(process.execPath, [mainFile, ...args], {
    cwd: cwd ?? workspace.directory,
    env: {
      PATH: process.env.PATH,
      HOME: workspace.outside('user'),
      SHELL: '/bin/bash',
      CODEX_HOME: workspace.codexHome,
      CODEX_API_KEY: 'not a secret',
      ...variables,
    },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  if (stdin !== 'open') child.stdin.end(stdin);
  const result = new Promise<CliResult>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  return { process: child, result };
}

function configFor(url: string): string {
  return `openai_base_url = ${JSON.stringify(url)}\n`;
}
