import { closeSync, readSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type {
  OpenTerminal,
  PseudoTerminals,
  TerminalProcess,
  TerminalProgram,
  TerminalSize,
} from '../../ports/pseudo-terminals.js';
import { openTerminalEnds } from './open-device.js';
import { findSessionStarter, startInSession } from './start-in-session.js';

/** The part of the package that is used. */
export type NodePty = Pick<typeof import('@lydell/node-pty'), 'spawn'>;

/** Terminals by `@lydell/node-pty`. */
export class NodePtyTerminals implements PseudoTerminals {
  readonly #package: NodePty;

  constructor(nodePty: NodePty) {
    this.#package = nodePty;
  }

  open({ columns, rows }: TerminalSize, onOutput: (bytes: Uint8Array) => void): OpenTerminal | undefined {
    const ends = openTerminalEnds(columns, rows);
    if (ends === undefined) return undefined;
    const stream = new ReadStream(ends.master);
    const ended = new Promise<void>((resolve) => stream.once('close', resolve));
    stream.on('data', onOutput);
    stream.on('end', () => drain(ends.master, onOutput));
    // The system reports an error when the last holder of the other end is gone.
    stream.on('error', () => stream.destroy());
    let held = true;
    const closeDevice = (): void => {
      if (held) closeSync(ends.device);
      held = false;
    };
    return {
      device: ends.device,
      ended,
      closeDevice,
      resize: (changed) => {
        if (!stream.destroyed) ends.resize(changed.columns, changed.rows);
      },
      write: (bytes) => {
        if (stream.writable) stream.write(bytes);
      },
      close: () => {
        closeDevice();
        stream.destroy();
      },
    };
  }

  start(program: TerminalProgram): TerminalProcess {
    const starter = findSessionStarter();
    const terminal = starter === undefined ? undefined : this.open(program.size, program.onOutput);
    return starter === undefined || terminal === undefined
      ? this.#startByPackage(program)
      : startInSession(starter, program, terminal);
  }

  /** Works everywhere, but gives a program's last output up when this process was busy at the program's end. */
  #startByPackage({ argv, cwd, environment, size, onOutput }: TerminalProgram): TerminalProcess {
    const [program, ...args] = argv;
    const { columns: cols, rows } = size;
    const env = { ...environment };
    const started = this.#package.spawn(program, args, { cwd, env, cols, rows, encoding: null, ...named(env.TERM) });
    let over = false;
    const exited = new Promise<{ exitCode: number; signal?: number }>((resolve) => {
      started.onExit(({ exitCode, signal }) => {
        over = true;
        resolve(signal === undefined || signal === 0 ? { exitCode } : { exitCode, signal });
      });
    });
    // Without an encoding the data are bytes, whatever the declarations say.
    started.onData((data: string | Uint8Array) => onOutput(typeof data === 'string' ? Buffer.from(data) : data));
    const write = (bytes: Uint8Array): void => {
      if (!over) started.write(Buffer.from(bytes).toString('utf8'));
    };
    const resize = (changed: TerminalSize): void => {
      if (!over) started.resize(changed.columns, changed.rows);
    };
    return { pid: started.pid, exited, write, resize };
  }
}

/**
 * Reads what is left once the stream takes the terminal for ended: Node.js does so at the first short read after the last holder of the other
 * end is gone, as is right for pipes, but a terminal is read in pieces.
 */
function drain(master: number, onOutput: (bytes: Uint8Array) => void): void {
  for (;;) {
    const piece = Buffer.alloc(4_096);
    let length: number;
    try {
      length = readSync(master, piece);
    } catch {
      // The system says so when nothing is left.
      return;
    }
    if (length === 0) return;
    onOutput(piece.subarray(0, length));
  }
}

/** The package would otherwise set a name of its own. */
function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
