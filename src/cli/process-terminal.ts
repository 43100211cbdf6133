import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { HostTerminal, TerminalKey } from './host.js';

/**
 * The terminal that this process has in front of it; undefined unless all standard streams are one and this process is in its foreground, and on
 * Windows, where commands get pipes.
 */
export function processTerminal(interrupts: Interrupts): HostTerminal | undefined {
  const { stdin, stdout, stderr } = process;
  if (process.platform === 'win32') return undefined;
  if (!stdin.isTTY || !stdout.isTTY || !stderr.isTTY || !isInForeground()) return undefined;
  return {
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    takeOver: (handlers) => {
      const onResize = (): void => handlers.onResize();
      // Whoever stopped this program and let it go on has had the terminal for itself meanwhile.
      const again = (): void => {
        stdin.setRawMode(false);
        makeTransparent(stdin);
        onResize();
      };
      makeTransparent(stdin);
      stdout.on('resize', onResize);
      process.on('SIGCONT', again);
      return once(() => {
        process.off('SIGCONT', again);
        stdout.off('resize', onResize);
        stdin.setRawMode(false);
      });
    },
    lend: (handlers) => {
      const onResize = (): void => handlers.onResize();
      const restore = savedModes();
      const release = interrupts.divert((key) => handlers.onInterrupt(key));
      stdout.on('resize', onResize);
      return once(() => {
        stdout.off('resize', onResize);
        release();
        restore();
      });
    },
  };
}

/** The keys that interrupt a program: normally they stop this one, but they can be led elsewhere. */
export class Interrupts {
  #to: ((key: TerminalKey) => void) | undefined;

  /** Whether somebody else has taken the key. */
  pass(key: TerminalKey): boolean {
    this.#to?.(key);
    return this.#to !== undefined;
  }

  /** Leads the keys elsewhere until the result is called. */
  divert(to: (key: TerminalKey) => void): () => void {
    const quit = (): void => void this.pass('SIGQUIT');
    this.#to = to;
    process.on('SIGQUIT', quit);
    return () => {
      process.off('SIGQUIT', quit);
      this.#to = undefined;
    };
  }
}

/** In the background a program that touched the modes of the terminal would be stopped. */
function isInForeground(): boolean {
  if (process.platform !== 'linux') return true;
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return group === foreground;
}

/** What Node.js calls raw still changes line ends on their way out, which the terminal behind this one has done already. */
function makeTransparent(stdin: typeof process.stdin): void {
  stdin.setRawMode(true);
  changeModes('-opost');
}

/** Remembers the modes of the terminal, because a program that has it may leave them changed. */
function savedModes(): () => void {
  const saved = changeModes('-g').trim();
  return () => {
    if (saved !== '') changeModes(saved);
  };
}

/** Without the system's program the modes stay as they are, which is a nuisance and no danger. */
function changeModes(argument: string): string {
  const stty = ['/bin/stty', '/usr/bin/stty'].find((place) => existsSync(place));
  if (stty === undefined) return '';
  return spawnSync(stty, [argument], { env: {}, stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }).stdout;
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
