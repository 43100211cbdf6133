import { err, ok, type Result } from '../../domain.js';
import type { SandboxMode, ThreadOptions } from '../../index.js';
import { type ConfigChoice, type ConfigFlags, configChoice, withoutAbsent } from '../shared-flags.js';

/** The flags of `exec` and of its subcommands, as the parser delivers them. */
export interface ExecFlags extends ConfigFlags {
  readonly image?: readonly string[];
  readonly model?: string;
  readonly sandbox?: SandboxMode;
  readonly fullAuto?: true;
  readonly dangerouslyBypassApprovalsAndSandbox?: true;
  readonly cd?: string;
  readonly addDir?: readonly string[];
  readonly skipGitRepoCheck?: true;
  readonly trust?: true;
  readonly ephemeral?: true;
  readonly threadSource?: string;
  readonly outputSchema?: string;
  readonly outputLastMessage?: string;
  readonly color?: 'always' | 'never' | 'auto';
  readonly json?: true;
  readonly experimentalJson?: true;
  readonly oss?: true;
  readonly localProvider?: string;
  readonly last?: true;
  readonly all?: true;
}

/** Which conversation a prompt belongs to. */
export type SessionChoice =
  | { readonly kind: 'new' }
  | { readonly kind: 'resume'; readonly id: string }
  /** The newest one that was started in the working directory, or anywhere. */
  | { readonly kind: 'resume-last'; readonly scope: 'directory' | 'everywhere' }
  | { readonly kind: 'fork'; readonly id: string };

/** What `exec` is asked to do. */
export interface ExecArguments {
  readonly session: SessionChoice;
  /** `-` stands for standard input. */
  readonly prompt?: string;
  readonly images: readonly string[];
  readonly output: 'human' | 'json';
  readonly color: 'always' | 'never' | 'auto';
  readonly lastMessageFile?: string;
  readonly schemaFile?: string;
  readonly codex: ConfigChoice;
  /** Whether the project's trust is written down before the turn. */
  readonly trust?: 'written-down';
  readonly thread: ThreadOptions;
}

/** How `exec` was called. */
export interface ExecCall {
  readonly command: 'exec' | 'resume' | 'fork';
  /** What is not a flag. */
  readonly operands: readonly string[];
  readonly flags: ExecFlags;
}

/** Turns flags and operands into what they mean; the error is a sentence about the usage. */
export function decodeExecArguments(call: ExecCall): Result<ExecArguments, string> {
  const { flags } = call;
  if (flags.oss === true || flags.localProvider !== undefined) return err(noLocalProviders);
  const chosen = chooseSession(call);
  if (!chosen.ok) return chosen;
  const sandbox = sandboxMode(flags);
  if (!sandbox.ok) return sandbox;
  return ok(
    withoutAbsent({
      session: chosen.value.session,
      prompt: chosen.value.prompt,
      images: flags.image ?? [],
      output: flags.json === true || flags.experimentalJson === true ? ('json' as const) : ('human' as const),
      color: flags.color ?? ('auto' as const),
      lastMessageFile: flags.outputLastMessage,
      schemaFile: flags.outputSchema,
      codex: configChoice(flags),
      trust: flags.trust === true ? ('written-down' as const) : undefined,
      thread: threadOptions(flags, sandbox.value),
    }),
  );
}

const noLocalProviders =
  'there are no built-in local providers; describe yours in config.toml below `[model_providers.<id>]` and choose it with `-c model_provider=<id>`';

function chooseSession({
  command,
  operands,
  flags,
}: ExecCall): Result<{ readonly session: SessionChoice; readonly prompt?: string | undefined }, string> {
  const [first, second, surplus] = operands;
  if (command === 'exec') {
    if (second !== undefined) return err(`unexpected argument \`${second}\`; put a prompt of several words in quotes`);
    return ok({ session: { kind: 'new' }, prompt: first });
  }
  if (command === 'resume' && (flags.last === true || flags.all === true)) {
    if (second !== undefined) return err('`--last` chooses the session; expected at most a prompt besides it');
    const scope = flags.all === true ? 'everywhere' : 'directory';
    return ok({ session: { kind: 'resume-last', scope }, prompt: first });
  }
  if (first === undefined) {
    const remedy = command === 'resume' ? 'pass one, or `--last` for the newest' : 'pass one';
    return err(`the id of a session is missing; ${remedy}`);
  }
  if (surplus !== undefined) return err(`unexpected argument \`${surplus}\`; put a prompt of several words in quotes`);
  return ok({ session: { kind: command, id: first }, prompt: second });
}

function sandboxMode(flags: ExecFlags): Result<SandboxMode | undefined, string> {
  const bypass = flags.dangerouslyBypassApprovalsAndSandbox === true;
  if (bypass && (flags.sandbox !== undefined || flags.fullAuto === true)) {
    return err('`--dangerously-bypass-approvals-and-sandbox` cannot be combined with a choice of sandbox');
  }
  if (bypass) return ok('danger-full-access');
  return ok(flags.sandbox ?? (flags.fullAuto === true ? 'workspace-write' : undefined));
}

function threadOptions(flags: ExecFlags, sandbox: SandboxMode | undefined): ThreadOptions {
  return withoutAbsent({
    model: flags.model,
    sandboxMode: sandbox,
    workingDirectory: flags.cd,
    additionalDirectories: flags.addDir,
    skipGitRepoCheck: flags.skipGitRepoCheck,
    ephemeral: flags.ephemeral,
    threadSource: flags.threadSource,
    // Nobody is there to be asked.
    approvalPolicy: 'never' as const,
  });
}
