import type { RunningCommand } from './running-command.js';

/** The commands of one thread that went on in the background, by session id. */
export class CommandSessions {
  readonly #commands = new Map<number, RunningCommand>();
  readonly #newId: () => number;

  /** @param newId Draws candidates for ids; drawn again while the id is taken. */
  constructor(newId: () => number) {
    this.#newId = newId;
  }

  /** Keeps a command and returns the id under which it is found. */
  add(command: RunningCommand): number {
    let id = this.#newId();
    while (this.#commands.has(id)) id = this.#newId();
    this.#commands.set(id, command);
    return id;
  }

  find(id: number): RunningCommand | undefined {
    return this.#commands.get(id);
  }

  /** Forgets a command whose end was reported. */
  forget(id: number): void {
    this.#commands.delete(id);
  }

  /** Kills every command and waits until they are gone. */
  async close(): Promise<void> {
    const commands = [...this.#commands.values()];
    this.#commands.clear();
    for (const command of commands) command.kill();
    await Promise.allSettled(commands.map((command) => command.ended));
  }
}
