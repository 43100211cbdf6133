import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workspace } from './workspace.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

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

/** Starts the built command line in a workspace, with a configuration that leads to the workspace's server. */
export async function startCli(
  workspace: Workspace,
  args: readonly string[],
  stdin: string | 'open' = '',
): Promise<CliCall> {
  await writeFile(join(workspace.codexHome, 'config.toml'), configFor(workspace.server.url));
  const child = spawn(process.execPath, [main, ...args], {
    cwd: workspace.directory,
    env: {
      PATH: process.env.PATH,
      HOME: workspace.outside('user'),
      SHELL: '/bin/bash',
      CODEX_HOME: workspace.codexHome,
      CODEX_API_KEY: 'not a secret',
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

/** Calls the built command line and waits for its end. */
export async function runCli(workspace: Workspace, args: readonly string[], stdin = ''): Promise<CliResult> {
  return (await startCli(workspace, args, stdin)).result;
}

function configFor(url: string): string {
  return `openai_base_url = ${JSON.stringify(url)}\n`;
}
