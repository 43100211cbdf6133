import { randomUUID } from 'node:crypto';
import { CodexError } from '../../domain/codex-error.js';
import type { MissingMetadata } from '../../domain/enforcement/collect-layers.js';
import type { Search, SharpenedRules } from '../../domain/enforcement/plan-search.js';
import type { Result } from '../../domain/result.js';
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
import { tagDenials } from './render-policy.js';
import { type PreparedCommand, SeatbeltCommand } from './seatbelt-command.js';
import { type SeatbeltPlan, sandboxName } from './seatbelt-plan.js';
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
  /** Ports of this machine at which a proxy filters the network; without one a network that has to be filtered is refused. */
  readonly proxyPorts?: readonly number[];
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
  readonly #running = new Set<SeatbeltCommand>();
  #probed: Promise<Result<void, Unavailability>> | undefined;
  #closed = false;

  constructor({ launcher, platform = process.platform, ...options }: SeatbeltOptions) {
    this.#launcher = launcher;
    this.#platform = platform;
    this.#search = options.search;
    this.#settings = {
      level: options.level ?? 'hardened',
      missingMetadata: options.missingMetadata ?? 'mask',
      unixSockets: options.unixSockets ?? 'denied',
      ...(options.proxyPorts === undefined ? {} : { proxyPorts: options.proxyPorts }),
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

  async #prepare(plan: SeatbeltPlan, { onDenial }: SpawnOptions): Promise<PreparedCommand> {
    const { cwd, environment, command } = plan;
    const argv = await this.#sharpened(plan);
    const start = { argv, cwd, environment };
    if (onDenial === undefined) return { start, program: command[0], release: () => Promise.resolve() };
    const tag = `codex-sdk-${randomUUID()}`;
    const log = new DenialLog({ launcher: this.#launcher, tag, onDenial });
    await log.started();
    const [program, option, policy, ...rest] = argv;
    const tagged = [program, option ?? '', tagDenials(policy ?? '', tag), ...rest] as const;
    return { start: { ...start, argv: tagged }, program: command[0], release: () => log.close() };
  }

  /** The arguments of a plan, with what was found on the disk. */
  async #sharpened({ search, argv, command, reach }: SeatbeltPlan): Promise<readonly [string, ...string[]]> {
    const found = search === undefined ? undefined : await this.#search?.(search);
    if (found === undefined) return argv;
    const policy = renderFor({ ...found, reach }, this.#settings);
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
    'A background process that starts a session of its own outlives its command; it stays confined.',
    ...(level === 'compatibility' ? ['The compatible level leaves open what the public Codex leaves open.'] : []),
    ...(unixSockets === 'allowed'
      ? ['Commands with network can talk to daemons of this machine through Unix sockets.']
      : []),
  ];
}
