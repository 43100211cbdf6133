import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { CodexError } from '../../domain/codex-error.js';
import type { MissingMetadata } from '../../domain/enforcement/collect-layers.js';
import type { Search, SharpenedRules } from '../../domain/enforcement/plan-search.js';
import type { Result } from '../../domain/result.js';
import type { NetworkProxy } from '../../ports/network-proxy.js';
import type {
  ProcessSandbox,
  SandboxCapabilities,
  SandboxedProcess,
  SandboxPlan,
  SandboxRefusal,
  SandboxRequest,
  SpawnOptions,
} from '../../ports/process-sandbox.js';
import { DenialLog } from './denial-log.js';
import type { SeatbeltLevel } from './file-confinement.js';
import { launcherArguments, type PlanSettings, planCommandLine, renderFor } from './plan-command-line.js';
import { probeSeatbelt } from './probe-seatbelt.js';
import type { ProxyEntrance } from './proxy-entrance.js';
import { tagDenials } from './render-policy.js';
import { type PreparedCommand, SeatbeltCommand } from './seatbelt-command.js';
import { type SeatbeltPlan, sandboxName } from './seatbelt-plan.js';
import type { DirectStart } from './start-directly.js';
import type { Unavailability } from './unavailable-cause.js';

/** How a {@link SeatbeltSandbox} works. */
export interface SeatbeltOptions {
  /**
   * Starts `/usr/bin/sandbox-exec`, which confines itself: a sandbox that runs commands of `disabled` profiles, such as
   * `new NoSandbox({ backgroundProcesses: 'killed' })`. It is closed together with this one.
   */
  readonly launcher: ProcessSandbox;
  /** `hardened` by default. */
  readonly level?: SeatbeltLevel;
  /** What happens to metadata that does not exist yet: `mask` by default, because a policy leaves nothing behind on the disk. */
  readonly missingMetadata?: MissingMetadata;
  /** Whether hardened commands with network may also talk to the daemons of this machine through Unix sockets; `denied` by default. */
  readonly unixSockets?: 'denied' | 'allowed';
  /** Makes the proxy for profiles that filter the network, when it is first needed. Without it such profiles are refused. */
  readonly proxy?: () => Promise<NetworkProxy<Duplex>>;
  /**
   * Looks on the disk for what patterns match and for repositories inside of workspaces, before a command starts. Without it patterns hold
   * by name only: links that match do not hide what they lead to, and hooks of inner repositories stay writable.
   */
  readonly search?: (search: Search) => Promise<SharpenedRules | undefined>;
  /** The platform that is probed; that of this process by default. */
  readonly platform?: string;
}

/**
 * Confines commands with the policy language of macOS. Every path travels beside the policy, as a parameter.
 *
 * Plans are made on every platform; they run on macOS only. A process that a command starts in a session of its own outlives the command,
 * but not its policy.
 */
export class SeatbeltSandbox implements ProcessSandbox {
  readonly #launcher: ProcessSandbox;
  readonly #settings: PlanSettings;
  readonly #platform: string;
  readonly #search: SeatbeltOptions['search'];
  readonly #makeProxy: SeatbeltOptions['proxy'];
  readonly #running = new Set<SeatbeltCommand>();
  #proxy: Promise<NetworkProxy<Duplex>> | undefined;
  #probed: Promise<Result<void, Unavailability>> | undefined;
  #closed = false;

  constructor({ launcher, platform = process.platform, ...options }: SeatbeltOptions) {
    this.#launcher = launcher;
    this.#platform = platform;
    this.#search = options.search;
    this.#makeProxy = options.proxy;
    this.#settings = {
      level: options.level ?? 'hardened',
      missingMetadata: options.missingMetadata ?? 'mask',
      unixSockets: options.unixSockets ?? 'denied',
      proxy: options.proxy === undefined ? 'missing' : 'available',
    };
  }

  async probe(): Promise<SandboxCapabilities> {
    this.#probed ??= probeSeatbelt({
      platform: this.#platform,
      level: this.#settings.level,
      launcher: this.#launcher,
    });
    const probed = await this.#probed;
    if (!probed.ok) return { status: 'unavailable', sandbox: sandboxName, ...probed.error };
    return {
      status: 'available',
      sandbox: sandboxName,
      fileSystem: 'enforced',
      network: 'enforced',
      notes: notesOn(this.#settings),
    };
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    return planCommandLine(request, this.#settings);
  }

  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    if (this.#closed) throw new CodexError('closed', 'the sandbox is closed; create another one');
    if (!isOwnPlan(plan)) {
      throw new CodexError(
        'sandbox-refused',
        `this plan was made by \`${plan.sandbox}\`, not by Seatbelt; call \`plan\` first`,
      );
    }
    const command = new SeatbeltCommand(this.#launcher, () => this.#prepare(plan, options), options);
    const forget = (): void => void this.#running.delete(command);
    this.#running.add(command);
    command.outcome.then(forget, forget);
    return command;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running];
    for (const command of running) command.kill();
    await Promise.allSettled(running.map(({ outcome }) => outcome));
    await this.#launcher.close?.();
  }

  async #prepare(plan: SeatbeltPlan, options: SpawnOptions): Promise<PreparedCommand> {
    const entrance = await this.#openEntrance(plan, options);
    try {
      const argv = await this.#argumentsFor(plan, entrance);
      const environment = { ...plan.environment, ...entrance?.environment };
      const prepared = await this.#watched({ argv, cwd: plan.cwd, environment }, plan, options);
      const release = (): Promise<void> => {
        entrance?.close();
        return prepared.release();
      };
      return { ...prepared, release };
    } catch (error) {
      entrance?.close();
      throw error;
    }
  }

  /** The start of a command, with an eye on the system's log if somebody wants to know what is denied. */
  async #watched(start: DirectStart, plan: SeatbeltPlan, { onDenial }: SpawnOptions): Promise<PreparedCommand> {
    const program = plan.command[0];
    if (onDenial === undefined) return { start, program, release: () => Promise.resolve() };
    const tag = `codex-sdk-${randomUUID()}`;
    const log = new DenialLog({ launcher: this.#launcher, tag, onDenial });
    await log.started();
    const [launcher, option, policy, ...rest] = start.argv;
    const tagged = [launcher, option ?? '', tagDenials(policy ?? '', tag), ...rest] as const;
    return { start: { ...start, argv: tagged }, program, release: () => log.close() };
  }

  async #openEntrance({ filtered: rules }: SeatbeltPlan, options: SpawnOptions): Promise<ProxyEntrance | undefined> {
    if (rules === undefined) return undefined;
    this.#proxy ??= this.#makeProxy?.();
    const proxy = await this.#proxy;
    if (proxy === undefined)
      throw new CodexError('sandbox-unavailable', 'this sandbox has no proxy; pass one as `proxy`');
    const { openProxyEntrance } = await import('./proxy-entrance.js');
    return openProxyEntrance({ proxy, rules, onBlocked: options.onBlocked ?? (() => undefined) });
  }

  /** The arguments of a plan, with what was found on the disk and the port of its proxy. */
  async #argumentsFor(
    { search, argv, command, source }: SeatbeltPlan,
    entrance: ProxyEntrance | undefined,
  ): Promise<readonly [string, ...string[]]> {
    const found = search === undefined ? undefined : await this.#search?.(search);
    if (found === undefined && entrance === undefined) return argv;
    const reach = entrance === undefined ? source.reach : ({ kind: 'proxy', port: entrance.port } as const);
    const policy = renderFor({ ...source, ...found, reach }, this.#settings);
    if (!policy.ok) throw new CodexError('sandbox-unavailable', `${policy.error.message}; ${policy.error.remedy}`);
    return [...launcherArguments(policy.value), ...command];
  }
}

function isOwnPlan(plan: SandboxPlan): plan is SeatbeltPlan {
  return plan.sandbox === sandboxName && 'policy' in plan;
}

function notesOn({ level, unixSockets }: PlanSettings): readonly string[] {
  return [
    'This sandbox was never verified on macOS by the authors of this package.',
    'Programs with rights of their own, such as `ps`, and those that set up a sandbox, such as `swift build` without `--disable-sandbox`, do not run.',
    'A background process that starts a session of its own outlives its command; it stays confined.',
    ...(level === 'compatibility' ? ['The compatible level leaves open what the public Codex leaves open.'] : []),
    ...(unixSockets === 'allowed'
      ? ['Commands with network can talk to daemons of this machine through Unix sockets.']
      : []),
  ];
}
