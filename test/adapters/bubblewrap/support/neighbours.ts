import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';

/** Servers outside of the sandbox, of every kind that a command could reach. */
export class Neighbours {
  /** Where they listen, for the probe. */
  readonly environment: Record<string, string>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(
    child: ChildProcessWithoutNullStreams,
    lines: AsyncIterator<string>,
    environment: Record<string, string>,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.environment = environment;
  }

  static async start(folder: string): Promise<Neighbours> {
    const program = fileURLToPath(new URL('./neighbours.py', import.meta.url));
    const child = spawn('python3', [program, folder]);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    return new Neighbours(child, lines, JSON.parse(first.value));
  }

  /** Who was reached; may be asked once. */
  async reached(): Promise<readonly string[]> {
    this.#child.stdin.end();
    return JSON.parse((await this.#lines.next()).value);
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
