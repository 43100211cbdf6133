import { type Codex, type CodexOptions, createCodex } from '../index.js';
import type { Host } from './host.js';

/** What a command makes its agent with. */
export type AgentFactory = (options: CodexOptions) => Codex;

/** Makes the agent that a command of this host uses. The caller closes it. */
export function openCodex(host: Host, options: CodexOptions, create: AgentFactory = createCodex): Codex {
  const { environment } = host;
  const variables = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return create({
    env: Object.fromEntries(variables),
    originator: 'codex_cli',
    ...options,
  });
}

/** Writes an error for people. */
export function complain({ stderr }: Pick<Host, 'stderr'>, message: string): 1 {
  stderr.write(`Error: ${message}\n`);
  return 1;
}

/** Why something failed, in words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
