/** What stands between the program and the terminal, and has to be asked to pass an escape sequence on. */
export type Multiplexer = 'none' | 'tmux' | 'screen';

/** Which characters a terminal can be sent without a risk that it takes some of their bytes for control characters. */
export type TerminalCharacters = 'unicode' | 'ascii';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** The terminal multiplexer that the variables tell of; the inner one when they tell of two. */
export function multiplexerOf(variables: Variables): Multiplexer {
  if (!isSet(variables, 'TMUX')) return isSet(variables, 'STY') ? 'screen' : 'none';
  // One inside the other inherits everything but the type of the terminal. `screen-256color` is what many have tmux say.
  return isSet(variables, 'STY') && screenTerms.test(variables.TERM ?? '') ? 'screen' : 'tmux';
}

/** Whether the variables tell of a terminal that shows OSC 9 as a desktop notification. */
export function showsOsc9(variables: Variables): boolean {
  const program = variables.TERM_PROGRAM ?? '';
  // A terminal inside another one (an editor's, say) inherits the variables of the outer one, but always sets this one.
  if (program !== '' && !multiplexers.has(program)) return osc9Programs.has(program);
  if (variables.LC_TERMINAL === 'iTerm2') return true;
  return osc9Marks.some((name) => isSet(variables, name)) || osc9Terms.test(variables.TERM ?? '');
}

/** What a terminal understands: those that show OSC 9 all work in UTF-8, of others the locale tells. */
export function charactersOf(variables: Variables): TerminalCharacters {
  const locale = [variables.LC_ALL, variables.LC_CTYPE, variables.LANG].find(
    (value) => value !== undefined && value !== '',
  );
  return showsOsc9(variables) || /utf-?8/i.test(locale ?? '') ? 'unicode' : 'ascii';
}

/** Whether the program runs on another machine than the one the person sits at. */
export function isRemote(variables: Variables): boolean {
  return ['SSH_CONNECTION', 'SSH_CLIENT', 'SSH_TTY'].some((name) => isSet(variables, name));
}

/** Whether a graphical session of Linux is at hand. */
export function hasDesktopSession(variables: Variables): boolean {
  return isSet(variables, 'WAYLAND_DISPLAY') || isSet(variables, 'DISPLAY');
}

/** Whether the program runs in the Windows Subsystem for Linux, inside Windows Terminal. */
export function isWslInWindowsTerminal(variables: Variables): boolean {
  return isSet(variables, 'WT_SESSION') && (isSet(variables, 'WSL_DISTRO_NAME') || isSet(variables, 'WSL_INTEROP'));
}

/** The bundle identifier of the macOS application that started the program, when one is known and well-formed. */
export function startingApplication(variables: Variables): string | undefined {
  const identifier = variables.__CFBundleIdentifier ?? '';
  return /^[A-Za-z0-9][A-Za-z0-9.-]{1,127}$/.test(identifier) ? identifier : undefined;
}

const screenTerms = /^screen(?:\..*)?$/;
const multiplexers: ReadonlySet<string> = new Set(['tmux', 'screen']);
const osc9Programs: ReadonlySet<string> = new Set(['iTerm.app', 'WezTerm', 'ghostty', 'WarpTerminal']);
const osc9Marks = ['ITERM_SESSION_ID', 'WEZTERM_PANE', 'KITTY_WINDOW_ID', 'GHOSTTY_RESOURCES_DIR'];
const osc9Terms = /^(?:xterm-kitty|xterm-ghostty|foot(?:-.*)?)$/;

function isSet(variables: Variables, name: string): boolean {
  return (variables[name] ?? '') !== '';
}
