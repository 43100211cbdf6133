import { spawn } from 'node:child_process';
import type { Host } from '../host.js';

/** Opens an address in the user's browser, where there is one. The address was shown before: failing to open it is no error. */
export function openBrowser(url: URL, { platform, environment }: Host): void {
  const hasDesktop = platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
  if (!hasDesktop || !/^https?:$/.test(url.protocol)) return;
  const [program, ...args] = openerOf(platform);
  const child = spawn(program, [...args, url.href], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/** Programs that take the address as one argument: no shell reads it. */
function openerOf(platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}
