import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One direction from a command to us. */
export interface OutputPipe {
  readonly readEnd: number;
  readonly writeEnd: number;
}

const programs = ['/usr/bin/mkfifo', '/bin/mkfifo', '/run/current-system/sw/bin/mkfifo'];
const batchSize = 16;

/**
 * Makes real pipes for the output of commands. What Node.js itself makes are sockets, through which a command cannot open `/dev/stdout`
 * and `/dev/stderr`. A named pipe loses its name at once, so nobody else can open it.
 */
export class OutputPipes {
  #folder: string | undefined;
  readonly #unused: string[] = [];

  /** A pipe, or nothing where named pipes cannot be made. */
  open(): OutputPipe | undefined {
    if (this.#unused.length === 0) this.#grow();
    const path = this.#unused.pop();
    if (path === undefined) return undefined;
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
    } catch (error) {
      closeSync(readEnd);
      throw error;
    } finally {
      unlinkSync(path);
    }
  }

  /** Removes the pipes that nobody used. */
  close(): void {
    this.#unused.length = 0;
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  #grow(): void {
    const program = programs.find((candidate) => existsSync(candidate));
    if (program === undefined) return;
    if (this.#folder === undefined || !existsSync(this.#folder))
      this.#folder = mkdtempSync(join(tmpdir(), 'codex-sdk-pipes-'));
    const folder = this.#folder;
    const paths = Array.from({ length: batchSize }, (_, index) => join(folder, String(index)));
    execFileSync(program, ['-m', '600', ...paths], { env: {}, stdio: 'ignore' });
    this.#unused.push(...paths);
  }
}
