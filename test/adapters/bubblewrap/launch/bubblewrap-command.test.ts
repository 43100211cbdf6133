import { describe, expect, it } from 'vitest';
import {
  BubblewrapCommand,
  type PreparedCommand,
} from '../../../../src/adapters/bubblewrap/launch/bubblewrap-command.js';

/** What is prepared here is never launched. */
const prepared = (release: () => void): PreparedCommand => ({
  program: 'true',
  input: {} as PreparedCommand['input'],
  release,
});

describe('a command that is still being prepared', () => {
  const options = { stdin: 'closed', onOutput: () => undefined } as const;

  it('ends at once when it is aborted, and gives back later what was prepared too late', async () => {
    let finish = (_: PreparedCommand): void => undefined;
    let told: AbortSignal | undefined;
    const prepare = (signal: AbortSignal): Promise<PreparedCommand> => {
      told = signal;
      return new Promise((resolve) => (finish = resolve));
    };
    const controller = new AbortController();
    const command = new BubblewrapCommand(prepare, { ...options, signal: controller.signal });
    controller.abort();
    expect(await command.outcome).toEqual({ kind: 'aborted' });
    expect(told?.aborted).toBe(true);
    const released = new Promise<void>((resolve) => finish(prepared(resolve)));
    await released;
  });

  it('ends as aborted when its preparation gives up for that reason', async () => {
    const prepare = (signal: AbortSignal): Promise<PreparedCommand> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const command = new BubblewrapCommand(prepare, options);
    command.kill();
    expect(await command.outcome).toEqual({ kind: 'aborted' });
  });

  it('is not prepared when it is aborted already', async () => {
    const prepare = (): Promise<PreparedCommand> => Promise.reject(new Error('nobody asked for this'));
    const command = new BubblewrapCommand(prepare, { ...options, signal: AbortSignal.abort() });
    expect(await command.outcome).toEqual({ kind: 'aborted' });
  });
});
