import type { OpenThread } from './open-thread.js';

/** Who opens threads. */
interface Opener {
  /** Resolves the settings and opens or creates the session; `threadId` names one that was opened before. */
  open(threadId?: string): Promise<OpenThread>;
}

/** How a thread gets at its session: opened when it is first needed, and read again when somebody else went on with it. */
export class ThreadAccess {
  readonly #opener: Opener;
  #opened: Promise<OpenThread> | undefined;
  #id: string | null;

  constructor(opener: Opener, id: string | null) {
    this.#opener = opener;
    this.#id = id;
  }

  /** Null until a new thread was opened. */
  get id(): string | null {
    return this.#id;
  }

  /** The thread, if somebody has opened it, or is about to. */
  get opened(): Promise<OpenThread> | undefined {
    return this.#opened;
  }

  /** The thread. One that could not be opened may be tried again: the cause may have been mended. */
  async open(): Promise<OpenThread> {
    this.#opened ??= this.#opener.open(this.#id ?? undefined);
    try {
      const opened = await this.#opened;
      this.#id = opened.session.header.threadId;
      return opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  /** The thread, ready to be written to. When somebody else went on with it meanwhile, it is read again. */
  async claim(): Promise<OpenThread> {
    const opened = await this.open();
    if ((await opened.session.claim()) === 'current') return opened;
    const { commands, desk, rules, session } = opened;
    // When it cannot be read now, the thread stays what it was and may be tried again.
    const current = { ...(await this.#opener.open(session.header.threadId)), commands, desk, rules };
    this.#opened = Promise.resolve(current);
    return current;
  }
}
