import type { NotificationSettings } from '../config/settings.js';
import type { AbsolutePath } from '../paths/absolute-path.js';
import {
  charactersOf,
  hasDesktopSession,
  isRemote,
  isWslInWindowsTerminal,
  type Multiplexer,
  multiplexerOf,
  showsOsc9,
  startingApplication,
  type TerminalCharacters,
  type Variables,
} from './terminal-support.js';
import { wantedEvents } from './wanted-events.js';

/** What the choice of notifiers depends on besides the settings. */
export interface NotifierFacts {
  readonly platform: 'linux' | 'macos' | 'windows' | 'other';
  /** `none` for a library or a batch command: there, only the configured program is told. */
  readonly frontEnd: 'interactive' | 'none';
  /** Whether there is a terminal that a notifier may write to. */
  readonly terminal: 'attached' | 'none';
  readonly variables: Variables;
  readonly programs: NotifierPrograms;
}

/** The notification programs that were found on this machine. */
export interface NotifierPrograms {
  readonly terminalNotifier?: AbsolutePath;
  readonly notifySend?: AbsolutePath;
  readonly powershell?: AbsolutePath;
}

/** One notifier to use. `reason` says why it was chosen, for people. */
export type NotifierChoice = { readonly reason: string } & (
  | { readonly kind: 'notify-command'; readonly program: string; readonly arguments: readonly string[] }
  | { readonly kind: 'terminal-notifier'; readonly program: AbsolutePath; readonly activate?: string }
  | { readonly kind: 'windows-toast'; readonly program: AbsolutePath }
  | { readonly kind: 'notify-send'; readonly program: AbsolutePath }
  | {
      readonly kind: 'terminal-bell';
      readonly method: 'osc9' | 'bel';
      readonly multiplexer: Multiplexer;
      readonly characters: TerminalCharacters;
    }
);

/**
 * The notifiers that the settings and the machine call for: the configured program, which is told about completed turns whatever else
 * is set, and, for an interactive front end, the one best way to reach the person. That is the desktop where there is one, else the
 * terminal; `notification_method` other than `auto` insists on the terminal.
 */
export function chooseNotifiers(settings: NotificationSettings, facts: NotifierFacts): readonly NotifierChoice[] {
  return [...chooseCommand(settings), ...choosePersonal(settings, facts)];
}

function chooseCommand(settings: NotificationSettings): readonly NotifierChoice[] {
  const [program = '', ...rest] = settings.command ?? [];
  if (program === '') return [];
  return [{ kind: 'notify-command', program, arguments: rest, reason: '`notify` is configured' }];
}

function choosePersonal(settings: NotificationSettings, facts: NotifierFacts): readonly NotifierChoice[] {
  if (facts.frontEnd === 'none' || wantedEvents(settings).length === 0) return [];
  if (settings.method !== 'auto') {
    return chooseTerminal(facts, settings.method, `\`tui.notification_method\` is \`${settings.method}\``);
  }
  const desktop = chooseDesktop(facts);
  if (desktop !== undefined) return [desktop];
  if (showsOsc9(facts.variables))
    return chooseTerminal(facts, 'osc9', 'the terminal shows desktop notifications itself');
  return chooseTerminal(facts, 'bel', 'neither a desktop nor a terminal that shows notifications is known');
}

function chooseDesktop(facts: NotifierFacts): NotifierChoice | undefined {
  const { platform, programs, variables } = facts;
  // The desktop of the machine at the other end of the line is not the one that the person looks at.
  if (isRemote(variables)) return undefined;
  if (programs.powershell !== undefined && (platform === 'windows' || isWslInWindowsTerminal(variables))) {
    const reason = platform === 'windows' ? 'this is Windows' : 'this is WSL inside Windows Terminal';
    return { kind: 'windows-toast', program: programs.powershell, reason };
  }
  if (platform === 'macos' && programs.terminalNotifier !== undefined) {
    const activate = startingApplication(variables);
    const choice = {
      kind: 'terminal-notifier',
      program: programs.terminalNotifier,
      reason: 'it is installed',
    } as const;
    return activate === undefined ? choice : { ...choice, activate };
  }
  if (platform === 'linux' && programs.notifySend !== undefined && hasDesktopSession(variables)) {
    return { kind: 'notify-send', program: programs.notifySend, reason: 'a desktop session is at hand' };
  }
  return undefined;
}

function chooseTerminal(facts: NotifierFacts, method: 'osc9' | 'bel', reason: string): readonly NotifierChoice[] {
  if (facts.terminal === 'none') return [];
  const { variables } = facts;
  const [multiplexer, characters] = [multiplexerOf(variables), charactersOf(variables)];
  return [{ kind: 'terminal-bell', method, multiplexer, characters, reason }];
}
