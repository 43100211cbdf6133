import type { SandboxedResult, SandboxedRunOptions } from '../application/commands/run-sandboxed.js';
import type { SandboxedCommand, SandboxedCommandPlan } from '../application/commands/sandboxed-command.js';
import type { DoctorReport } from '../application/doctor/doctor-report.js';
import type { ThreadOrigin } from '../application/session/open-session.js';
import type { OpenThread } from '../application/session/open-thread.js';
import type { EffectiveConfiguration } from '../application/settings/describe-configuration.js';
import type { McpServerEntry } from '../application/settings/describe-mcp-servers.js';
import type { ConfigurationEdit } from '../application/settings/edit-configuration.js';
import type { PermissionsInForce } from '../application/settings/resolve-permissions.js';
import type { ThreadOptions } from '../application/settings/thread-options.js';
import { Thread } from '../application/thread.js';
import { CodexError } from '../domain/codex-error.js';
import type { ConfigEditOutcome } from '../ports/config-editor.js';
import type { ThreadSummary } from '../ports/thread-store.js';
import { checkCodexOptions, checkRunOptions, checkSandboxedCommand, checkThreadOptions } from './check-options.js';
import type { CodexOptions } from './codex-options.js';
import { CodexRuntime } from './codex-runtime.js';
import type { DoctorOptions } from './examine-machine.js';
import type { McpLogin } from './mcp/mcp-login.js';
import type { ThreadAmendment } from './thread-amendment.js';
import type { ThreadQuery } from './thread-query.js';

/**
 * The Codex coding agent in this process. Making one does no I/O; adapters are loaded when the first thread needs them.
 * Instances share nothing.
 */
export class Codex {
  readonly #options: CodexOptions;
  /** What is to be closed with this one. A thread that nobody uses any more goes, and its history with it. */
  readonly #threads = new Set<WeakRef<Thread>>();
  readonly #unused = new FinalizationRegistry<WeakRef<Thread>>((thread) => void this.#threads.delete(thread));
  #runtime: CodexRuntime | undefined;
  #closed: Promise<void> | undefined;

  /** @throws CodexError `invalid-option` when an option is unknown or has the wrong type. */
  constructor(options: CodexOptions = {}) {
    checkCodexOptions(options);
    this.#options = options;
  }

  /**
   * Starts a conversation. Nothing happens until its first turn.
   *
   * @throws CodexError `invalid-option` when an option is unknown or has the wrong type, `closed` after {@link close}.
   */
  startThread(options: ThreadOptions = {}): Thread {
    return this.#thread(options, { kind: 'new' });
  }

  /** Continues a conversation that was saved. Its permissions come from `options` and the configuration, never from the session. */
  resumeThread(id: string, options: ThreadOptions = {}): Thread {
    return this.#thread(options, { kind: 'resumed', threadId: id });
  }

  /** Starts a conversation with a copy of the history of a saved one, which stays as it is. */
  forkThread(id: string, options: ThreadOptions = {}): Thread {
    return this.#thread(options, { kind: 'forked', threadId: id });
  }

  /**
   * The saved conversations, newest first.
   *
   * @throws CodexError `invalid-option` when an option is unknown or has the wrong type, `closed` after {@link close}.
   */
  async listThreads(query: ThreadQuery = {}): Promise<readonly ThreadSummary[]> {
    const runtime = this.#started();
    return runtime.listThreads(query);
  }

  /**
   * Tells what this machine can do and what is missing, with a remedy for each. Never rejects because something is missing or the
   * configuration is wrong: that is part of the report.
   */
  async doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
    const runtime = this.#started();
    return runtime.examine(options);
  }

  /**
   * The configuration that is in force for a thread with these options: every setting with the layer it comes from, secrets left out.
   *
   * @throws CodexError `invalid-config`, `working-directory-missing`.
   */
  async configuration(options: ThreadOptions = {}): Promise<EffectiveConfiguration> {
    checkThreadOptions(options);
    const runtime = this.#started();
    return runtime.configuration(options);
  }

  /**
   * The servers of the Model Context Protocol that are configured for a thread with these options. Contains their secrets.
   *
   * @throws CodexError `invalid-config`, `working-directory-missing`.
   */
  async mcpServers(options: ThreadOptions = {}): Promise<readonly McpServerEntry[]> {
    checkThreadOptions(options);
    const runtime = this.#started();
    return runtime.mcpServers(options);
  }

  /**
   * Logs in to a configured server of the Model Context Protocol that is reached over HTTP. Settles when its tokens are kept.
   *
   * @throws CodexError `invalid-option` when there is no such server, `tool-source-failed` when the login fails; an `AbortError` when
   * `signal` aborts.
   */
  async logInToMcpServer(name: string, login: McpLogin): Promise<void> {
    const runtime = await this.#started();
    await runtime.logInToMcpServer(name, login);
  }

  /** Forgets the login to such a server. Answers whether there was one. @throws CodexError as {@link logInToMcpServer}. */
  async logOutOfMcpServer(name: string): Promise<boolean> {
    const runtime = await this.#started();
    return runtime.logOutOfMcpServer(name);
  }

  /**
   * Changes the user's own `config.toml`, all edits or none. Comments, order and formatting of everything else stay, and at any moment
   * the file has either its old or its new content. Threads that are open keep their settings.
   *
   * @throws CodexError `invalid-config` when a setting is wrong or the file cannot be edited, `invalid-option` with `userConfig: 'ignore'`.
   */
  async editConfiguration(edits: readonly ConfigurationEdit[]): Promise<ConfigEditOutcome> {
    const runtime = this.#started();
    return runtime.editConfiguration(edits);
  }

  /**
   * Notes in the user's `config.toml` whether the project of a directory is trusted, so that its own settings count.
   *
   * @returns the directory that the decision is about: the root of the repository, or the directory itself
   * @throws CodexError the codes of {@link editConfiguration}.
   */
  async trustProject(
    options: Pick<ThreadOptions, 'workingDirectory'> = {},
    trust: 'trusted' | 'untrusted' = 'trusted',
  ): Promise<string> {
    const runtime = this.#started();
    return runtime.trustProject(options, trust);
  }

  /**
   * What a thread with these options may do, as material for `explainAccess`, `compareProfiles` and the rest of `codex-sdk/domain`.
   *
   * @throws CodexError `invalid-config`, `working-directory-missing`.
   */
  async permissions(options: ThreadOptions = {}): Promise<PermissionsInForce> {
    checkThreadOptions(options);
    const runtime = this.#started();
    return runtime.permissions(options);
  }

  /**
   * Tells how one command would be started under a permission profile, without starting it.
   *
   * @throws CodexError `invalid-option`, `invalid-config`, `working-directory-missing`, and `sandbox-refused` when the permissions cannot
   * be enforced here.
   */
  async planSandboxed(command: SandboxedCommand): Promise<SandboxedCommandPlan> {
    checkSandboxedCommand(command);
    const runtime = this.#started();
    return runtime.planSandboxed(command);
  }

  /**
   * Runs one command under a permission profile, by the same rules and in the same sandbox as the commands of a turn. Exit, timeout,
   * abort and a missing program are values.
   *
   * @example
   * ```ts
   * const { exitCode, stdout } = await codex.runSandboxed({ command: ['npm', 'test'], permissionProfile: ':workspace' });
   * ```
   * @throws CodexError the codes of {@link planSandboxed}, and `sandbox-unavailable`; the command then never ran.
   */
  async runSandboxed(command: SandboxedCommand, options: SandboxedRunOptions = {}): Promise<SandboxedResult> {
    checkSandboxedCommand(command);
    checkRunOptions(options);
    const runtime = this.#started();
    return runtime.runSandboxed(command, options);
  }

  /**
   * Interrupts running turns, stops commands in the background, flushes and closes sessions, and releases connections, so that the
   * process can end by itself. Calling it again is harmless.
   */
  close(): Promise<void> {
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  /** The same as {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Whether the host answers approvals itself. */
  get answersApprovals(): boolean {
    return this.#options.approvals !== undefined;
  }

  /** @internal Starts a conversation that differs from the others in more than its options. */
  startAmendedThread(options: ThreadOptions, amendment: ThreadAmendment): Thread {
    return this.#thread(options, { kind: 'new' }, amendment);
  }

  #thread(options: ThreadOptions, origin: ThreadOrigin, amendment?: ThreadAmendment): Thread {
    checkThreadOptions(options);
    this.#refuseWhenClosed();
    const open = async (threadId?: string): Promise<OpenThread> => {
      const runtime = this.#started();
      return runtime.openThread(options, threadId === undefined ? origin : { kind: 'resumed', threadId }, amendment);
    };
    const closed = (): void => void this.#threads.delete(reference);
    const thread = new Thread({ open, closed }, origin.kind === 'resumed' ? origin.threadId : null);
    const reference = new WeakRef(thread);
    this.#threads.add(reference);
    this.#unused.register(thread, reference);
    return thread;
  }

  #started(): CodexRuntime {
    this.#refuseWhenClosed();
    this.#runtime ??= new CodexRuntime(this.#options);
    return this.#runtime;
  }

  async #shutDown(): Promise<void> {
    const threads = [...this.#threads];
    this.#threads.clear();
    await Promise.allSettled(threads.map((thread) => thread.deref()?.[Symbol.asyncDispose]()));
    await this.#runtime?.close();
  }

  #refuseWhenClosed(): void {
    if (this.#closed !== undefined) throw new CodexError('closed', 'this Codex was closed; create another one');
  }
}

/** Makes a {@link Codex}; the same as its constructor. */
export function createCodex(options: CodexOptions = {}): Codex {
  return new Codex(options);
}
