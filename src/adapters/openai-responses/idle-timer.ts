/** Watches for silence. */
export interface IdleTimer {
  /** Something happened: the wait starts again, even after it has ended. */
  touch(): void;
  /** Ends the watch. */
  stop(): void;
}

/** Calls `onIdle` when `delayMs` > 0 went by since the start and since the last `touch`. */
export type StartIdleTimer = (delayMs: number, onIdle: () => void) => IdleTimer;

const maxDelayMs = 2 ** 31 - 1;

/** Watches with the timers of Node. A watch alone does not keep the process running. */
export const startIdleTimer: StartIdleTimer = (delayMs, onIdle) => {
  const timer = setTimeout(onIdle, Math.min(delayMs, maxDelayMs)).unref();
  return { touch: () => timer.refresh(), stop: () => clearTimeout(timer) };
};
