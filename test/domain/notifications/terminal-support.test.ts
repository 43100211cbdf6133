import { describe, expect, it } from 'vitest';
import {
  charactersOf,
  isRemote,
  isWslInWindowsTerminal,
  multiplexerOf,
  showsOsc9,
  startingApplication,
  type Variables,
} from '../../../src/domain/notifications/terminal-support.js';

describe('multiplexerOf', () => {
  it.each<[Variables, string]>([
    [{}, 'none'],
    [{ TMUX: '', STY: '' }, 'none'],
    [{ TMUX: '/tmp/tmux-0/default,1,0' }, 'tmux'],
    [{ STY: '12.pts-0' }, 'screen'],
    [{ TMUX: '/tmp/tmux-0/default,1,0', STY: '12.pts-0' }, 'tmux'],
    [{ TMUX: '/tmp/tmux-0/default,1,0', STY: '12.pts-0', TERM: 'tmux-256color' }, 'tmux'],
    [{ TMUX: '/tmp/tmux-0/default,1,0', STY: '12.pts-0', TERM: 'screen-256color' }, 'tmux'],
    [{ TMUX: '/tmp/tmux-0/default,1,0', STY: '12.pts-0', TERM: 'screen' }, 'screen'],
    [{ TMUX: '/tmp/tmux-0/default,1,0', STY: '12.pts-0', TERM: 'screen.xterm-256color' }, 'screen'],
    [{ TMUX: '/tmp/tmux-0/default,1,0', TERM: 'screen' }, 'tmux'],
  ])('%j is behind %s', (variables, expected) => {
    expect(multiplexerOf(variables)).toBe(expected);
  });
});

describe('showsOsc9', () => {
  it.each<[Variables, boolean]>([
    [{}, false],
    [{ TERM: 'xterm-256color' }, false],
    [{ TERM_PROGRAM: 'iTerm.app' }, true],
    [{ TERM_PROGRAM: 'WezTerm' }, true],
    [{ TERM_PROGRAM: 'ghostty' }, true],
    [{ TERM_PROGRAM: 'WarpTerminal' }, true],
    [{ TERM_PROGRAM: 'Apple_Terminal' }, false],
    [{ TERM_PROGRAM: 'vscode', KITTY_WINDOW_ID: '1' }, false],
    [{ TERM_PROGRAM: 'tmux', KITTY_WINDOW_ID: '1' }, true],
    [{ TERM: 'xterm-kitty' }, true],
    [{ TERM: 'xterm-ghostty' }, true],
    [{ TERM: 'foot' }, true],
    [{ TERM: 'foot-extra' }, true],
    [{ TERM: 'footage' }, false],
    [{ LC_TERMINAL: 'iTerm2' }, true],
    [{ WT_SESSION: 'a' }, false],
  ])('%j: %s', (variables, expected) => {
    expect(showsOsc9(variables)).toBe(expected);
  });
});

describe('charactersOf', () => {
  it.each<[Variables, string]>([
    [{}, 'ascii'],
    [{ LANG: 'C' }, 'ascii'],
    [{ LANG: 'de_DE.UTF-8' }, 'unicode'],
    [{ LANG: 'de_DE.ISO-8859-1', LC_CTYPE: 'C.utf8' }, 'unicode'],
    [{ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, 'ascii'],
    [{ LC_ALL: '', LANG: 'de_DE.UTF-8' }, 'unicode'],
    [{ TERM: 'xterm-kitty', LANG: 'C' }, 'unicode'],
  ])('%j understands %s', (variables, expected) => {
    expect(charactersOf(variables)).toBe(expected);
  });
});

describe('isRemote', () => {
  it.each<[Variables, boolean]>([
    [{}, false],
    [{ SSH_TTY: '' }, false],
    [{ SSH_TTY: '/dev/pts/1' }, true],
    [{ SSH_CLIENT: '1.2.3.4 5 22' }, true],
    [{ SSH_CONNECTION: '1.2.3.4 5 6.7.8.9 22' }, true],
  ])('%j: %s', (variables, expected) => {
    expect(isRemote(variables)).toBe(expected);
  });
});

describe('isWslInWindowsTerminal', () => {
  it.each<[Variables, boolean]>([
    [{ WT_SESSION: 'a' }, false],
    [{ WSL_DISTRO_NAME: 'Debian' }, false],
    [{ WT_SESSION: 'a', WSL_DISTRO_NAME: 'Debian' }, true],
    [{ WT_SESSION: 'a', WSL_INTEROP: '/run/WSL/1_interop' }, true],
  ])('%j: %s', (variables, expected) => {
    expect(isWslInWindowsTerminal(variables)).toBe(expected);
  });
});

describe('startingApplication', () => {
  it.each<[string, string | undefined]>([
    ['com.googlecode.iterm2', 'com.googlecode.iterm2'],
    ['', undefined],
    ['-execute', undefined],
    ['com.x; rm', undefined],
    ['a'.repeat(200), undefined],
  ])('of `%s` is %s', (identifier, expected) => {
    expect(startingApplication({ __CFBundleIdentifier: identifier })).toBe(expected);
  });
});
