import { describe, expect, it } from 'vitest';
import { FixedEnvironment } from '../../../src/adapters/in-memory/fixed-environment.js';
import { gatherNotifierPrograms } from '../../../src/application/notifications/gather-notifier-programs.js';
import type { NotifierPrograms } from '../../../src/domain/notifications/choose-notifiers.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { Environment } from '../../../src/ports/environment.js';
import type { FileSystem } from '../../../src/ports/file-system.js';

const powershellOfWindows = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
const powershellBelowWsl = '/mnt/c/Windows/System32/WindowsPowerShell/v1.0/powershell.exe';
const wsl = { WT_SESSION: 'a', WSL_DISTRO_NAME: 'Debian' };

describe('gatherNotifierPrograms', () => {
  it.each<[string, Partial<Environment>, readonly string[], Record<string, string>]>([
    [
      'notify-send on Linux',
      { variables: { PATH: '.:/bin:/usr/bin' } },
      ['/usr/bin/notify-send'],
      { notifySend: '/usr/bin/notify-send' },
    ],
    ['nothing where nothing is', { variables: { PATH: '/bin:/usr/bin' } }, [], {}],
    ['nothing below the working directory', { variables: { PATH: '.' } }, ['/work/notify-send'], {}],
    ['PowerShell below WSL', { variables: wsl }, [powershellBelowWsl], { powershell: powershellBelowWsl }],
    [
      'PowerShell below WSL with another mount point',
      { variables: { ...wsl, PATH: '/bin:/c/PS' } },
      ['/c/PS/powershell.exe', '/bin/notify-send'],
      { powershell: '/c/PS/powershell.exe' },
    ],
    [
      'terminal-notifier on macOS',
      { platform: 'macos', variables: { PATH: '/bin' } },
      ['/bin/terminal-notifier', '/opt/homebrew/bin/terminal-notifier'],
      { terminalNotifier: '/bin/terminal-notifier' },
    ],
    [
      'terminal-notifier of Homebrew without a search path',
      { platform: 'macos' },
      ['/opt/homebrew/bin/terminal-notifier'],
      { terminalNotifier: '/opt/homebrew/bin/terminal-notifier' },
    ],
    [
      'PowerShell on Windows by its place alone',
      { platform: 'windows', variables: { PATH: 'C:\\evil' } },
      ['C:\\evil\\powershell.exe', powershellOfWindows],
      { powershell: powershellOfWindows },
    ],
    ['nothing elsewhere', { platform: 'other', variables: { PATH: '/bin' } }, ['/bin/notify-send'], {}],
  ])('finds %s', async (_, surroundings, files, expected) => {
    const found: NotifierPrograms = await gatherNotifierPrograms(having(files), new FixedEnvironment(surroundings));
    expect(found).toEqual(expected);
  });
});

function having(files: readonly string[]): FileSystem {
  const unused = () => Promise.reject(new Error('only `inspect` is needed'));
  return {
    inspect: async (path: AbsolutePath) => ({
      type: files.includes(path) ? 'file' : 'missing',
      realPath: path,
      symlinks: [],
    }),
    read: unused,
    list: unused,
    write: unused,
    remove: unused,
  };
}
