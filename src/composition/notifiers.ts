import type { AgentPorts } from '../application/agent-ports.js';
import { DeferredNotifier } from '../application/notifications/deferred-notifier.js';
import { gatherNotifierPrograms } from '../application/notifications/gather-notifier-programs.js';
import { type NotifierRoute, RoutingNotifier } from '../application/notifications/routing-notifier.js';
import type { NotificationSettings } from '../domain/config/settings.js';
import { chooseNotifiers, type NotifierChoice } from '../domain/notifications/choose-notifiers.js';
import { isWanted } from '../domain/notifications/wanted-events.js';
import { assertNever } from '../domain/result.js';
import type { Notifier } from '../ports/notifier.js';
import type { AdapterOverride, FrontEnd } from './codex-options.js';

/** What notifiers are made with. */
export interface NotifiersOptions {
  readonly ports: Pick<AgentPorts, 'environment' | 'fileSystem' | 'clock' | 'logger'>;
  /** How the host program is called. */
  readonly client: string;
  readonly frontEnd: FrontEnd;
  readonly override?: AdapterOverride<Notifier>;
}

/** Makes the notifier that a thread's settings call for; threads with the same settings share it. */
export class Notifiers {
  readonly #options: NotifiersOptions;
  readonly #made = new Map<string, RoutingNotifier>();

  constructor(options: NotifiersOptions) {
    this.#options = options;
  }

  /** The notifier for these settings. It may be told something at once, and is looked for and loaded meanwhile. */
  async notifierFor(settings: NotificationSettings): Promise<Notifier> {
    const key = JSON.stringify(settings);
    // A host that fails to wrap what is shipped may be asked again: the cause may have been mended.
    const notifier = this.#made.get(key) ?? this.#notifierFor(settings);
    this.#made.set(key, notifier);
    return notifier;
  }

  /** Which notifiers are in force, and why; none when the host brought its own or nobody is to be told. */
  async choices(settings: NotificationSettings): Promise<readonly NotifierChoice[]> {
    const { ports, frontEnd, override } = this.#options;
    if (typeof override === 'object') return [];
    const { environment } = ports;
    const interactive = frontEnd.kind === 'interactive';
    return chooseNotifiers(settings, {
      platform: environment.platform,
      frontEnd: frontEnd.kind,
      terminal: interactive && frontEnd.write !== undefined ? 'attached' : 'none',
      variables: environment.variables,
      programs: interactive ? await gatherNotifierPrograms(ports.fileSystem, environment) : {},
    });
  }

  async close(): Promise<void> {
    const made = [...this.#made.values()];
    this.#made.clear();
    await Promise.all(made.map((notifier) => notifier.close()));
  }

  #notifierFor(settings: NotificationSettings): RoutingNotifier {
    const { override, ports } = this.#options;
    if (typeof override === 'object') return this.#route([{ notifier: override }]);
    const make = () => this.#make(settings);
    const shipped = this.#route([{ notifier: new DeferredNotifier({ ...ports, make }) }]);
    if (override === undefined) return shipped;
    // Closed as well: a host that wraps it may not think of closing what it does not own.
    return this.#route([{ notifier: override(shipped) }, { notifier: shipped, wants: () => false }]);
  }

  async #make(settings: NotificationSettings): Promise<Notifier> {
    const choices = await this.choices(settings);
    return this.#route(await Promise.all(choices.map((choice) => this.#routeTo(choice, settings))));
  }

  #route(routes: readonly NotifierRoute[]): RoutingNotifier {
    const { clock, logger } = this.#options.ports;
    return new RoutingNotifier({ routes, clock, logger });
  }

  /** The configured program decides for itself; a person is told about what the settings name. */
  async #routeTo(choice: NotifierChoice, settings: NotificationSettings): Promise<NotifierRoute> {
    const notifier = await this.#load(choice);
    const { frontEnd } = this.#options;
    if (choice.kind === 'notify-command') return { notifier };
    const focus = frontEnd.kind === 'interactive' ? frontEnd.focus : () => 'unknown' as const;
    return { notifier, wants: (notification) => isWanted(notification, settings, focus()) };
  }

  async #load(choice: NotifierChoice): Promise<Notifier> {
    const { ports, client, frontEnd } = this.#options;
    const { logger, environment } = ports;
    if (choice.kind === 'terminal-bell') {
      const { TerminalBellNotifier } = await import('../adapters/terminal-bell/terminal-bell-notifier.js');
      const write = (frontEnd.kind === 'interactive' ? frontEnd.write : undefined) ?? (() => undefined);
      return new TerminalBellNotifier({ ...choice, write, logger });
    }
    const { NodeProgramLauncher } = await import('../adapters/program-launcher/node-program-launcher.js');
    const started = { variables: environment.variables, launcher: new NodeProgramLauncher({ logger }) };
    switch (choice.kind) {
      case 'notify-command': {
        const { NotifyCommandNotifier } = await import('../adapters/notify-command/notify-command-notifier.js');
        return new NotifyCommandNotifier({ ...started, program: choice.program, arguments: choice.arguments, client });
      }
      case 'terminal-notifier': {
        const { TerminalNotifierNotifier } = await import(
          '../adapters/terminal-notifier/terminal-notifier-notifier.js'
        );
        const activate = choice.activate === undefined ? {} : { activate: choice.activate };
        return new TerminalNotifierNotifier({ ...started, program: choice.program, ...activate });
      }
      case 'notify-send': {
        const { NotifySendNotifier } = await import('../adapters/notify-send/notify-send-notifier.js');
        return new NotifySendNotifier({ ...started, program: choice.program });
      }
      case 'windows-toast': {
        const { WindowsToastNotifier } = await import('../adapters/windows-toast/windows-toast-notifier.js');
        return new WindowsToastNotifier({ ...started, program: choice.program });
      }
      default:
        return assertNever(choice);
    }
  }
}
