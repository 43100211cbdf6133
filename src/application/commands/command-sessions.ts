import type { RunningCommand } from './running-command.js';

/** How many commands of one thread are kept. Each holds what it printed, and a model may start any number of them. */
const maxCommands = 64;

/** The commands of one thread that went on in the background, by session id. */
export class CommandSessions {
  readonly #commands = new Map<number, RunningCommand>();
  readonly #newId: () => number;

  /** @param newId Draws candidates for ids; drawn again while the id is taken. */
  constructor(newId: () => number) {
    this.#newId = newId;
  }

  /**
   * Keeps a command and returns the id under which it is found. When there are too many, one that has ended is forgotten; when none has,
   * the oldest is killed.
   */
  add(command: RunningCommand): number {
    if (this.#commands.size >= maxCommands) this.#dropOne();
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

  #dropOne(): void {
    const commands = [...this.#commands];
    const [id, command] = commands.find(([, { outcome }]) => outcome !== undefined) ?? commands[0] ?? [];
    if (id !== undefined) this.#commands.delete(id);
    if (command?.outcome === undefined) command?.kill();
  }
}
