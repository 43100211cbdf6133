import type { CommandTerminal, SandboxedRunOptions } from '../../index.js';
import type { Host } from '../host.js';

/** How a command gets the streams of this program. */
export interface CommandStreams {
  readonly options: Pick<SandboxedRunOptions, 'stdin' | 'terminal'>;
  /** Gives the terminal back as it was; to be called when the command has ended, however it did. */
  release(): void;
}

/**
 * Somebody who sits at a terminal gets it for the command: a terminal of its own behind this one where those can be made, or else this one,
 * without being in charge of it. Whatever is piped stays piped.
 */
export function commandStreams({ terminal, stdin, stop }: Host): CommandStreams {
  if (terminal === undefined) return { options: { stdin: stdin.stream() }, release: () => undefined };
  let release = (): void => undefined;
  let settle = (_: 'own' | 'inherited'): void => undefined;
  const kind = new Promise<'own' | 'inherited'>((resolve) => {
    settle = resolve;
  });
  const end = (): void => {
    release();
    // Somebody who still waits for a terminal gets none.
    settle('inherited');
  };
  const onGiven = (given: CommandTerminal): void => {
    settle(given.kind);
    const onResize = (): void => given.resize(terminal.size());
    release =
      given.kind === 'own'
        ? terminal.takeOver({ onResize })
        : terminal.lend({ onResize, onInterrupt: given.interrupt });
    // The size may have changed since it was asked for.
    onResize();
    if (stop.aborted) release();
  };
  stop.addEventListener('abort', end, { once: true });
  return {
    options: {
      stdin: typed(kind, stdin),
      terminal: { ...terminal.size(), otherwise: 'inherited-streams', onGiven },
    },
    release: end,
  };
}

/** What is typed is read here only when the command has another terminal; it would miss it otherwise. */
async function* typed(
  kind: Promise<'own' | 'inherited'>,
  stdin: Host['stdin'],
): AsyncGenerator<Uint8Array, void, undefined> {
  if ((await kind) === 'own') yield* stdin.stream();
}
