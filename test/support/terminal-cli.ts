import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPseudoTerminals } from '../../src/adapters/node-pty/load-pseudo-terminals.js';
import { mainFile } from './run-cli.js';
import type { Workspace } from './workspace.js';

/** A call of the built command line by somebody who sits at a terminal. */
export interface TerminalCall {
  /** Everything that was shown so far. */
  shown(): string;
  /** Waits until a text is shown behind what was waited for before. Only the time limit of the test ends it. */
  see(text: string): Promise<void>;
  type(text: string): void;
  resize(columns: number, rows: number): void;
  /** Sends a signal to the command line itself. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** What was shown by the command line alone, how it ended, and whether it left the terminal as it found it. */
  readonly result: Promise<{
    readonly shown: string;
    readonly status: string;
    readonly modes: 'as before' | 'changed';
  }>;
}

/** How the command line is called. */
export interface TerminalSurroundings {
  /** The optional package may be missing. */
  readonly terminals: 'made' | 'missing';
  /** Follows the call in the shell that makes it, such as a redirection. */
  readonly behind?: string;
}

/**
 * A shell that says how the terminal was before and after, as a person's own shell would notice. It survives the keys that it may get together
 * with the command line.
 */
const shell = (behind: string): string =>
  `trap : INT QUIT; b=$(stty -g); printf '<'; "$@" ${behind}; s=$?; printf '>%s %s' "$s" "$([ "$(stty -g)" = "$b" ] && echo as before || echo changed)"`;

const missing = `export async function resolve(name, context, next) {
  if (name === '@lydell/node-pty') throw new Error('not installed');
  return next(name, context);
}`;

/** Reports the process, and can be made to crash. */
const preload = (pidFile: string, terminals: 'made' | 'missing'): string => `
import { writeFileSync } from 'node:fs';
import { register } from 'node:module';
writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
process.once('SIGUSR2', () => { throw new Error('made to crash'); });
${terminals === 'missing' ? `register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(missing)}`)});` : ''}
`;

/** Calls the built command line in a terminal of 100 columns and 30 rows. */
export async function callInTerminal(
  workspace: Workspace,
  args: readonly string[],
  { terminals, behind = '' }: TerminalSurroundings,
): Promise<TerminalCall> {
  const made = await loadPseudoTerminals();
  if (made === undefined) throw new Error('the package that makes terminals is not installed');
  const pidFile = workspace.outside('pid');
  const preloaded = workspace.outside('preload.mjs');
  await writeFile(preloaded, preload(pidFile, terminals));
  await writeFile(join(workspace.codexHome, 'config.toml'), '');
  const screen = new Screen();
  const call = made.start({
    argv: ['/bin/sh', '-c', shell(behind), 'sh', process.execPath, '--import', preloaded, mainFile, ...args],
    cwd: workspace.directory,
    environment: {
      PATH: process.env.PATH ?? '',
      HOME: workspace.outside('user'),
      SHELL: '/bin/bash',
      TERM: 'dumb',
      CODEX_HOME: workspace.codexHome,
    },
    size: { columns: 100, rows: 30 },
    onOutput: (bytes) => screen.add(bytes),
  });
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  return {
    shown: () => screen.text,
    see: (expected) => screen.see(expected),
    type: (keys) => call.write(text(keys)),
    resize: (columns, rows) => call.resize({ columns, rows }),
    signal: async (name) => void process.kill(Number(await readFile(pidFile, 'utf8')), name),
    result: call.exited.then(() => resultIn(screen.text)),
  };
}

class Screen {
  text = '';
  #seen = 0;
  #waiting: { readonly expected: string; readonly resolve: () => void } | undefined;

  add(bytes: Uint8Array): void {
    this.text += Buffer.from(bytes).toString('utf8');
    this.#check();
  }

  see(expected: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = { expected, resolve };
      this.#check();
    });
  }

  #check(): void {
    if (this.#waiting === undefined) return;
    const { expected, resolve } = this.#waiting;
    const at = this.text.indexOf(expected, this.#seen);
    if (at === -1) return;
    this.#seen = at + expected.length;
    this.#waiting = undefined;
    resolve();
  }
}

function resultIn(text: string): Awaited<TerminalCall['result']> {
  const parts = /^<(.*)>(\d+) (as before|changed)$/s.exec(text);
  if (parts === null) throw new Error(`the terminal shows something else: ${JSON.stringify(text)}`);
  const [, shown = '', status = '', modes] = parts;
  return { shown, status, modes: modes === 'changed' ? 'changed' : 'as before' };
}
