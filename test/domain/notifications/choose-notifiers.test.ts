import { describe, expect, it } from 'vitest';
import type { NotificationSettings } from '../../../src/domain/config/settings.js';
import { chooseNotifiers, type NotifierFacts } from '../../../src/domain/notifications/choose-notifiers.js';
import { describeNotifierChoice } from '../../../src/domain/notifications/describe-choice.js';
import { type AbsolutePath, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';

const notifySend = absolute('/usr/bin/notify-send');
const terminalNotifier = absolute('/opt/homebrew/bin/terminal-notifier');
const powershell = absolute('/mnt/c/Windows/System32/WindowsPowerShell/v1.0/powershell.exe');

const linux: NotifierFacts = {
  platform: 'linux',
  frontEnd: 'interactive',
  terminal: 'attached',
  variables: { DISPLAY: ':0', TERM: 'xterm-256color' },
  programs: { notifySend },
};
const mac: NotifierFacts = { ...linux, platform: 'macos', variables: {}, programs: { terminalNotifier } };
const windows: NotifierFacts = { ...linux, platform: 'windows', variables: {}, programs: { powershell } };
const wsl: NotifierFacts = {
  ...linux,
  variables: { WT_SESSION: 'a', WSL_DISTRO_NAME: 'Debian' },
  programs: { powershell },
};

const defaults: NotificationSettings = { terminal: 'all', method: 'auto', condition: 'unfocused' };

const bell = 'the bell of the terminal (neither a desktop nor a terminal that shows notifications is known)';
const osc9 = 'OSC 9 of the terminal (the terminal shows desktop notifications itself)';

describe('chooseNotifiers with its description', () => {
  it.each<[string, Partial<NotificationSettings>, NotifierFacts, readonly string[]]>([
    [
      'a Linux desktop',
      {},
      linux,
      ['desktop notifications through `/usr/bin/notify-send` (a desktop session is at hand)'],
    ],
    ['Linux without a desktop', {}, { ...linux, variables: {} }, [bell]],
    ['Linux without notify-send', {}, { ...linux, programs: {} }, [bell]],
    ['Linux over SSH', {}, { ...linux, variables: { DISPLAY: ':10', SSH_TTY: '/dev/pts/0' } }, [bell]],
    ['macOS', {}, mac, ['desktop notifications through `/opt/homebrew/bin/terminal-notifier` (it is installed)']],
    ['macOS without the program', {}, { ...mac, programs: {} }, [bell]],
    [
      'macOS without the program, in iTerm2',
      {},
      { ...mac, variables: { TERM_PROGRAM: 'iTerm.app' }, programs: {} },
      [osc9],
    ],
    ['macOS over SSH', {}, { ...mac, variables: { SSH_CONNECTION: 'x', LC_TERMINAL: 'iTerm2' } }, [osc9]],
    ['Windows', {}, windows, [`Windows toasts through \`${powershell}\` (this is Windows)`]],
    [
      'WSL in Windows Terminal',
      {},
      wsl,
      [`Windows toasts through \`${powershell}\` (this is WSL inside Windows Terminal)`],
    ],
    ['WSL elsewhere', {}, { ...wsl, variables: { WSL_DISTRO_NAME: 'Debian' } }, [bell]],
    ['WSL over SSH', {}, { ...wsl, variables: { ...wsl.variables, SSH_CLIENT: 'x' } }, [bell]],
    ['another system', {}, { ...linux, platform: 'other' }, [bell]],
    ['kitty', {}, { ...linux, programs: {}, variables: { TERM: 'xterm-kitty' } }, [osc9]],
    [
      'an editor inside of iTerm2',
      {},
      { ...mac, programs: {}, variables: { TERM_PROGRAM: 'vscode', ITERM_SESSION_ID: 'x' } },
      [bell],
    ],
    [
      'WezTerm behind tmux',
      {},
      { ...linux, programs: {}, variables: { TERM_PROGRAM: 'tmux', TMUX: '/tmp/s,1,0', WEZTERM_PANE: '0' } },
      [
        'OSC 9 of the terminal, passed through tmux, which must have `allow-passthrough on` (the terminal shows desktop notifications itself)',
      ],
    ],
    [
      'OSC 9 by configuration, behind screen',
      { method: 'osc9' },
      { ...linux, variables: { STY: '1.x' } },
      ['OSC 9 of the terminal, passed through screen (`tui.notification_method` is `osc9`)'],
    ],
    [
      'the bell by configuration',
      { method: 'bel' },
      linux,
      ['the bell of the terminal (`tui.notification_method` is `bel`)'],
    ],
    ['no terminal and no desktop', {}, { ...linux, terminal: 'none', variables: {} }, []],
    ['no terminal, OSC 9 by configuration', { method: 'osc9' }, { ...linux, terminal: 'none' }, []],
    ['notifications turned off', { terminal: 'none' }, linux, []],
    ['a program without a front end', {}, { ...linux, frontEnd: 'none' }, []],
    [
      'a program without a front end, with a command',
      { command: ['notify\n.py', '--now'], terminal: 'none' },
      { ...linux, frontEnd: 'none' },
      ['`notify .py` is run with a JSON argument for every completed turn (`notify` is configured)'],
    ],
    ['an empty command', { command: [''] }, { ...linux, frontEnd: 'none' }, []],
    [
      'a command besides the desktop',
      { command: ['say'] },
      linux,
      [
        '`say` is run with a JSON argument for every completed turn (`notify` is configured)',
        'desktop notifications through `/usr/bin/notify-send` (a desktop session is at hand)',
      ],
    ],
  ])('%s', (_, config, facts, expected) => {
    expect(chooseNotifiers({ ...defaults, ...config }, facts).map(describeNotifierChoice)).toEqual(expected);
  });

  it('carries what the notifiers are built from', () => {
    const settings: NotificationSettings = { ...defaults, command: ['python3', 'n.py'] };
    const variables = { __CFBundleIdentifier: 'com.googlecode.iterm2' };
    expect(chooseNotifiers(settings, { ...mac, variables })).toEqual([
      { kind: 'notify-command', program: 'python3', arguments: ['n.py'], reason: '`notify` is configured' },
      {
        kind: 'terminal-notifier',
        program: terminalNotifier,
        activate: 'com.googlecode.iterm2',
        reason: 'it is installed',
      },
    ]);
  });

  it('does not take over a malformed bundle identifier', () => {
    const variables = { __CFBundleIdentifier: '-execute' };
    expect(chooseNotifiers(defaults, { ...mac, variables })).toEqual([
      { kind: 'terminal-notifier', program: terminalNotifier, reason: 'it is installed' },
    ]);
  });
});

function absolute(text: string): AbsolutePath {
  const parsed = parseAbsolutePath(text);
  if (!parsed.ok) throw new Error(`\`${text}\` should be an absolute path`);
  return parsed.value;
}
