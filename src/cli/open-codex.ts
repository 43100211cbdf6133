import { type Codex, type CodexOptions, createCodex, type PermissionsInForce } from '../index.js';
import type { Host } from './host.js';
import { visibleText } from './visible-text.js';

/** What a command makes its agent with. */
export type AgentFactory = (options: CodexOptions) => Codex;

/** Makes the agent that a command of this host uses. The caller closes it. */
export async function openCodex(host: Host, options: CodexOptions, create: AgentFactory = createCodex): Promise<Codex> {
  const { environment } = host;
  const variables = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return create({
    env: Object.fromEntries(variables),
    originator: 'codex_cli',
    ...options,
    ...(await withLogger(host, options)),
  });
}

/** `CODEX_LOG`, or else `RUST_LOG`, says what is logged; `CODEX_LOG_FILE` where. Nothing is logged without them. */
async function withLogger(
  { environment, stderr }: Host,
  { adapters }: CodexOptions,
): Promise<Pick<CodexOptions, 'adapters'>> {
  const wanted = environment.CODEX_LOG || environment.RUST_LOG;
  if (wanted === undefined || wanted === '' || adapters?.logger !== undefined) return {};
  // Loaded only when something is to be logged: this entry brings all adapters.
  const { parseLogFilter, StderrLogger } = await import('../adapters.js');
  const filter = parseLogFilter(wanted);
  if (!filter.ok) {
    stderr.write(`warning: nothing is logged: ${filter.error}\n`);
    return {};
  }
  const file = environment.CODEX_LOG_FILE;
  const place = file === undefined || file === '' ? {} : { file };
  return {
    adapters: { ...adapters, logger: new StderrLogger({ filter: filter.value, variables: environment, ...place }) },
  };
}

/** Writes an error for people. */
export function complain({ stderr }: Pick<Host, 'stderr'>, message: string): 1 {
  stderr.write(`Error: ${message}\n`);
  return 1;
}

/** Writes what in the configuration has no effect: a rule that is missing may be one that was meant to protect something. */
export function warn({ warnings }: Pick<PermissionsInForce, 'warnings'>, { stderr }: Pick<Host, 'stderr'>): void {
  for (const warning of warnings) stderr.write(`warning: ${visibleText(warning)}\n`);
}

/** Why something failed, in words. A remedy that names an option of the library names the flag instead. */
export function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return reason.replace(/(?<=\bset )`([A-Za-z]+)`/, (name, option: string) => flagNames.get(option) ?? name);
}

const flagNames: ReadonlyMap<string, string> = new Map([
  ['skipGitRepoCheck', 'the flag `--skip-git-repo-check`'],
  ['workingDirectory', 'the flag `--cd`'],
]);
