import type { Duplex } from 'node:stream';
import { CodexError } from '../../domain/codex-error.js';
import type { MissingMetadata } from '../../domain/enforcement/collect-layers.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { FilteredNetwork } from '../../domain/permissions/network-policy.js';
import type { Result } from '../../domain/result.js';
import type { NetworkProxy, ProxySession } from '../../ports/network-proxy.js';
import type {
  ProcessSandbox,
  SandboxCapabilities,
  SandboxedProcess,
  SandboxPlan,
  SandboxRefusal,
  SandboxRequest,
  SpawnOptions,
} from '../../ports/process-sandbox.js';
import type { LoadPseudoTerminals } from '../../ports/pseudo-terminals.js';
import { BubblewrapCommand, type PreparedCommand } from './launch/bubblewrap-command.js';
import { DescriptorGuard } from './launch/descriptor-guard.js';
import { Guardian } from './launch/guardian.js';
import { HeldResources } from './launch/held-resources.js';
import { makeInputPipe, withShellLevel } from './launch/input-pipe.js';
import { PipePool } from './launch/pipe-pool.js';
import { prepareLaunch } from './launch/prepare-launch.js';
import type { LauncherInput } from './launch/start-launcher.js';
import { takingTerminal, usingStreams } from './launch/taking-terminal.js';
import { PlaceholderRegistry } from './placeholders/placeholder-registry.js';
import { type BubblewrapPlan, sandboxName } from './plan/bubblewrap-plan.js';
import { type PlanConfinement, rememberConfinements } from './plan/confinement-memory.js';
import { type PlanSettings, planArguments } from './plan/plan-arguments.js';
import { planConfinement } from './plan/plan-confinement.js';
import { usualPlaces } from './probe/locate-binary.js';
import { probeBubblewrap, type WorkingBubblewrap } from './probe/probe-bubblewrap.js';
import type { Unavailability } from './probe/unavailable-cause.js';
import { DiskSearch } from './search/disk-search.js';
import { compileFilter } from './seccomp/compile-filter.js';
import { type FilterPurpose, filterRules, type SandboxLevel } from './seccomp/filter-rules.js';
import { isStateDirectoryComplete, prepareStateDirectory } from './state-directory.js';

/** How a {@link BubblewrapSandbox} works. */
export interface BubblewrapOptions {
  /** `hardened` by default. */
  readonly level?: SandboxLevel;
  /** What happens to metadata that does not exist yet: `skip` by default, `mask` by default in the compatible level. */
  readonly missingMetadata?: MissingMetadata;
  /** Whether hardened commands with network may also talk to the daemons of this machine through Unix sockets; `denied` by default. */
  readonly unixSockets?: FilterPurpose['unixSockets'];
  /** A private directory for what has to survive this process; by default `/tmp/codex-sdk-sandbox-<uid>`. */
  readonly stateDirectory?: AbsolutePath;
  /** Makes the proxy for profiles that filter the network, when it is first needed. Without it such profiles are refused. */
  readonly proxy?: () => Promise<NetworkProxy<Duplex>>;
  /** What makes terminals for commands that wish for one; without it they get pipes. */
  readonly terminals?: LoadPseudoTerminals;
  /** Absolute paths to look for `bwrap` at, instead of those where system packages put it. */
  readonly binaries?: readonly string[];
}

/** What is needed to run anything: a bubblewrap that works, and a place for what outlives a command. */
interface Ready extends WorkingBubblewrap {
  readonly guardian: Guardian;
  readonly pipes: PipePool;
  readonly placeholders: PlaceholderRegistry;
}

/** What a command is prepared with, and the signal that nobody waits for that any more. */
interface Preparation {
  readonly ready: Ready;
  readonly signal: AbortSignal;
}

/**
 * Confines commands with the system's bubblewrap: mounts, namespaces and a system-call filter that is made here and passed by descriptor.
 *
 * Commands are started from the thread that calls `spawn` and die with it. Their environment never shows in an argument list, and
 * bubblewrap itself runs with an empty one.
 */
export class BubblewrapSandbox implements ProcessSandbox {
  readonly #settings: PlanSettings;
  readonly #binaries: readonly string[];
  readonly #loadTerminals: LoadPseudoTerminals | undefined;
  readonly #confine: PlanConfinement;
  readonly #makeProxy: BubblewrapOptions['proxy'];
  readonly #search = new DiskSearch();
  readonly #guard = new DescriptorGuard();
  readonly #filters = new Map<string, Uint8Array>();
  readonly #running = new Map<BubblewrapCommand, BubblewrapPlan>();
  #probed: Promise<Result<WorkingBubblewrap, Unavailability>> | undefined;
  #ready: Promise<Ready> | undefined;
  #proxy: Promise<NetworkProxy<Duplex>> | undefined;
  #closed = false;

  constructor(options: BubblewrapOptions = {}) {
    const level = options.level ?? 'hardened';
    this.#binaries = options.binaries ?? usualPlaces;
    this.#loadTerminals = options.terminals;
    this.#settings = {
      level,
      missingMetadata: options.missingMetadata ?? (level === 'hardened' ? 'skip' : 'mask'),
      unixSockets: options.unixSockets ?? 'denied',
      stateDirectory: options.stateDirectory ?? defaultStateDirectory(),
      ...(options.proxy === undefined ? {} : { proxyProgram: process.execPath as AbsolutePath }),
      binary: (this.#binaries[0] ?? '/usr/bin/bwrap') as AbsolutePath,
    };
    this.#makeProxy = options.proxy;
    this.#confine = rememberConfinements((input) => planConfinement(input, this.#settings));
  }

  async probe(): Promise<SandboxCapabilities> {
    const probed = await this.#probe();
    if (!probed.ok) return { status: 'unavailable', sandbox: sandboxName, ...probed.error };
    return {
      status: 'available',
      sandbox: sandboxName,
      version: probed.value.version,
      fileSystem: 'enforced',
      network: 'enforced',
      notes: notesOn(this.#settings),
    };
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    return planArguments(request, this.#settings, this.#confine);
  }

  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    if (this.#closed) throw new CodexError('closed', 'the sandbox is closed; create another one');
    if (!isOwnPlan(plan)) {
      throw new CodexError(
        'sandbox-refused',
        `this plan was made by \`${plan.sandbox}\`, not by bubblewrap; call \`plan\` first`,
      );
    }
    const command = new BubblewrapCommand((signal) => this.#prepare(plan, options, signal), options);
    const forget = (): void => void this.#running.delete(command);
    this.#running.set(command, plan);
    command.outcome.then(forget, forget);
    return command;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running.keys()];
    for (const command of running) command.kill();
    await Promise.allSettled(running.map(({ outcome }) => outcome));
    const [ready] = await Promise.allSettled([this.#ready]);
    if (ready.status !== 'fulfilled' || ready.value === undefined) return;
    const { guardian, pipes, placeholders } = ready.value;
    guardian.dismiss();
    pipes.close();
    placeholders.close();
  }

  /** What stands in the way may be mended while this process runs, so only what works is remembered. */
  async #probe(): Promise<Result<WorkingBubblewrap, Unavailability>> {
    const { platform, arch: architecture } = process;
    this.#probed ??= probeBubblewrap({ level: this.#settings.level, platform, architecture, places: this.#binaries });
    let works = false;
    try {
      const probed = await this.#probed;
      works = probed.ok;
      return probed;
    } finally {
      if (!works) this.#probed = undefined;
    }
  }

  async #makeReady(): Promise<Ready> {
    const probed = await this.#probe();
    if (!probed.ok) throw unavailable(probed.error);
    this.#prepareState();
    const { stateDirectory } = this.#settings;
    const pipes = new PipePool(stateDirectory);
    const placeholders = new PlaceholderRegistry(stateDirectory);
    pipes.sweep();
    placeholders.sweep();
    return { ...probed.value, guardian: new Guardian(pipes.folder), pipes, placeholders };
  }

  async #prepare(plan: BubblewrapPlan, options: SpawnOptions, signal: AbortSignal): Promise<PreparedCommand> {
    this.#ready ??= this.#makeReady().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    const ready = await this.#ready;
    if (!isStateDirectoryComplete(this.#settings.stateDirectory)) this.#prepareState();
    const openProxy = plan.proxied === undefined ? undefined : await this.#proxyFor(plan.proxied);
    const held = new HeldResources();
    try {
      const terminal = held.hold(await this.#openTerminal(options), (it) => it !== 'inherited' && it.close());
      const { stdin } = options;
      const wantsPipe = terminal === undefined && stdin === 'open';
      const inputPipe = held.hold(wantsPipe ? await makeInputPipe() : undefined, (it) => it.close());
      const prepared = await this.#prepareIn(terminal, plan, { stdin, inputPipe, ready, signal });
      held.hold(prepared, (it) => it.release());
      const proxy = held.hold(openProxy?.(options.onBlocked ?? ignore), (it) => it.close());
      return { ...prepared, input: { ...prepared.input, proxy }, release: () => held.release() };
    } catch (error) {
      held.release();
      throw error;
    }
  }

  async #openTerminal({ terminal: wish, onOutput }: SpawnOptions): Promise<LauncherInput['terminal']> {
    if (wish === undefined) return undefined;
    const opened = (await this.#loadTerminals?.())?.open(wish, (bytes) => onOutput({ stream: 'stdout', bytes }));
    return opened ?? (wish.otherwise === 'inherited-streams' ? 'inherited' : undefined);
  }

  async #prepareIn(
    terminal: LauncherInput['terminal'],
    plan: BubblewrapPlan,
    { stdin, inputPipe, ready, signal }: Pick<LauncherInput, 'stdin' | 'inputPipe'> & Preparation,
  ): Promise<PreparedCommand> {
    const { binary, architecture, pipes, placeholders } = ready;
    const command = commandFor(terminal, plan.launch.command);
    const readsSocket = stdin === 'open' && terminal === undefined && inputPipe === undefined;
    const launch = await prepareLaunch(readsSocket ? withShellLevel(plan) : plan, {
      settings: this.#settings,
      search: this.#search,
      placeholders,
      command,
      contested: this.#isContested(plan, pipes),
      signal,
    });
    const purpose = terminal === undefined ? plan.filter : { ...plan.filter, terminal: 'given' as const };
    const filter = this.#filter(purpose, architecture);
    const given = terminal === undefined ? { inputPipe } : { terminal };
    const { rendered, check, release } = launch;
    const input = { binary, ...rendered, check, filter, stdin, pipes, guard: this.#guard, proxy: undefined };
    return { program: plan.program, input: { ...input, ...given }, release };
  }

  /**
   * Commands under one confinement cannot move what confines them all. One under another may have the right to: its workspace may contain
   * that of this one.
   */
  #isContested({ launch }: BubblewrapPlan, pipes: PipePool): boolean {
    if (this.#settings.level === 'compatibility' || !launch.isolation.includes('--cap-drop')) return false;
    return [...this.#running.values()].some((other) => other.launch.steps !== launch.steps) || pipes.isShared();
  }

  async #proxyFor(rules: FilteredNetwork): Promise<OpenProxy> {
    this.#proxy ??= this.#makeProxy?.();
    const proxy = await this.#proxy;
    if (proxy === undefined)
      throw new CodexError('sandbox-unavailable', 'this sandbox has no proxy; pass one as `proxy`');
    return (onBlocked) => proxy.open(rules, onBlocked);
  }

  #prepareState(): void {
    const prepared = prepareStateDirectory(this.#settings.stateDirectory, { uid: userId() });
    if (!prepared.ok) throw unavailable(prepared.error);
  }

  #filter(purpose: FilterPurpose, architecture: WorkingBubblewrap['architecture']): Uint8Array {
    const key = JSON.stringify(purpose);
    const filter = this.#filters.get(key) ?? compileFilter(filterRules(purpose), architecture);
    this.#filters.set(key, filter);
    return filter;
  }
}

function commandFor(terminal: LauncherInput['terminal'], command: readonly string[]): readonly string[] {
  if (terminal === undefined) return command;
  return terminal === 'inherited' ? usingStreams(command) : takingTerminal(command);
}

type OpenProxy = (onBlocked: NonNullable<SpawnOptions['onBlocked']>) => ProxySession<Duplex>;

function ignore(): void {
  // Nobody asked.
}

function isOwnPlan(plan: SandboxPlan): plan is BubblewrapPlan {
  return plan.sandbox === sandboxName && 'launch' in plan;
}

function notesOn({ level, unixSockets }: PlanSettings): readonly string[] {
  return [
    ...(level === 'compatibility' ? ['The compatible level leaves open what the public Codex leaves open.'] : []),
    ...(unixSockets === 'allowed'
      ? ['Commands with network can talk to daemons of this machine through Unix sockets.']
      : []),
    ...(userId() === 0 ? ['This process runs as root, so files that commands create belong to root.'] : []),
  ];
}

function defaultStateDirectory(): AbsolutePath {
  return `/tmp/codex-sdk-sandbox-${userId()}` as AbsolutePath;
}

function userId(): number {
  return process.getuid?.() ?? 0;
}

function unavailable({ message, remedy }: Unavailability): CodexError {
  return new CodexError('sandbox-unavailable', `${message}; ${remedy}`);
}
