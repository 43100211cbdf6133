import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { spawnChild } from '../spawn-child.js';

/**
 * Waits for a line or for the end of the host. Whatever still has one of the host's pipes as its output, with a name or without, is then part
 * of a sandbox that nobody supervises, and the first process of a sandbox keeps those pipes until everything in it is gone. One that ended
 * while somebody looked may have left another one that was not there yet, so nobody has to be found several times in a row.
 * The shell of NixOS has no search path of its own.
 */
const script = `
PATH=/usr/bin:/bin:/run/current-system/sw/bin
read -r dismissed && exit 0
quiet=0
for pass in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
  quiet=$((quiet + 1))
  killed=$(ls -l /proc/[0-9]*/fd/1 /proc/[0-9]*/fd/2 2>/dev/null | while read -r line; do
    case $line in *" -> $1/"*) ;; *) continue ;; esac
    process=\${line#*/proc/}
    kill -9 "\${process%%/*}" && echo killed
  done)
  [ -z "$killed" ] || quiet=0
  [ "$quiet" -lt 3 ] || break
done
rm -rf -- "$1"`;

/**
 * Ends what this process leaves running when it is killed. Bubblewrap dies with us only once it has asked the kernel for that, and the first
 * process of its sandbox only a moment before the command starts; between, either would go on alone.
 */
export class Guardian {
  readonly #child: ChildProcess;

  /** @param folder where the pipes lie that commands print to; it is removed as well */
  constructor(folder: string) {
    // In a session of its own, so that what ends a whole group of processes does not end it first.
    this.#child = spawnChild('/bin/sh', ['-c', script, 'sh', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    const { stdin } = this.#child;
    this.#child.on('error', () => stdin?.destroy());
    stdin?.on('error', () => stdin.destroy());
    this.#child.unref();
    if (stdin instanceof Socket) stdin.unref();
  }

  /** Ends the guardian, when there is nothing left to guard. */
  dismiss(): void {
    this.#child.stdin?.end('dismissed\n');
  }
}
