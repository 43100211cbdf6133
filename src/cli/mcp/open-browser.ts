import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import type { Host } from '../host.js';

/** A program that opens an address; it takes that as one argument, and no shell reads it. */
export interface Opener {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
}

const linuxPlaces = ['/usr/bin/xdg-open', '/usr/local/bin/xdg-open', '/run/current-system/sw/bin/xdg-open'];

/** Opens an address in the user's browser, where there is one. The address was shown before: failing to open it is no error. */
export function openBrowser(url: URL, host: Host): void {
  const opener = openerFor(host);
  if (opener === undefined || !/^https?:$/.test(url.protocol)) return;
  const { program, args, directory } = opener;
  const child = spawn(program, [...args, url.href], { cwd: directory, stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/**
 * The program of the system that opens an address. The search path is not asked, and on Windows it would begin with the working directory:
 * a workspace could offer a program of that name.
 */
export function openerFor(
  { platform, environment }: Pick<Host, 'platform' | 'environment'>,
  exists: (path: string) => boolean = existsSync,
): Opener | undefined {
  if (platform === 'darwin') return opener('/usr/bin/open');
  if (platform === 'win32') {
    const program = win32.join(environment.SystemRoot ?? 'C:\\Windows', 'System32', 'rundll32.exe');
    return { program, args: ['url.dll,FileProtocolHandler'], directory: win32.dirname(program) };
  }
  const hasDesktop = Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
  const place = hasDesktop ? linuxPlaces.find(exists) : undefined;
  return place === undefined ? undefined : opener(place);
}

function opener(program: string): Opener {
  return { program, args: [], directory: posix.dirname(program) };
}
