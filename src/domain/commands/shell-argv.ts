import { programName } from './program-name.js';

/**
 * The argument vector that hands a script to a shell. PowerShell and the command interpreter of Windows have their own options; everything
 * else is taken for a shell of the POSIX family. A `login` shell reads the user's profile; the command interpreter has none.
 */
export function shellArgv(shell: string, script: string, login: 'login' | 'plain'): readonly [string, ...string[]] {
  switch (
    programName(shell)
      .toLowerCase()
      .replace(/\.exe$/, '')
  ) {
    case 'powershell':
    case 'pwsh':
      return [shell, ...(login === 'login' ? [] : ['-NoProfile']), '-Command', script];
    case 'cmd':
      return [shell, '/d', '/s', '/c', script];
    default:
      return [shell, login === 'login' ? '-lc' : '-c', script];
  }
}
