import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { CommandSessions } from '../../../src/application/commands/command-sessions.js';
import { RunningCommand } from '../../../src/application/commands/running-command.js';
import type { CommandOutcome } from '../../../src/ports/process-sandbox.js';
import { deferred } from '../support/build.js';

/** A command that ends when it is killed, or when the test says so. */
function command() {
  const outcome = deferred<CommandOutcome>();
  let kills = 0;
  const running = new RunningCommand({
    clock: new FixedClock(),
    stdin: 'open',
    start: () => ({
      outcome: outcome.promise,
      write: () => undefined,
      end: () => undefined,
      kill: () => {
        kills += 1;
        outcome.resolve({ kind: 'aborted' });
      },
    }),
    onText: () => undefined,
  });
  return { running, outcome, kills: () => kills };
}

function counting(...ids: readonly number[]): CommandSessions {
  const left = [...ids];
  return new CommandSessions(() => left.shift() ?? 0);
}

describe('CommandSessions', () => {
  it('finds what was kept, until it is forgotten', () => {
    const sessions = counting(5, 6);
    const [one, two] = [command(), command()];
    expect([sessions.add(one.running), sessions.add(two.running)]).toEqual([5, 6]);
    sessions.forget(5);
    expect([sessions.find(5), sessions.find(6), sessions.find(7)]).toEqual([undefined, two.running, undefined]);
  });

  it('draws another id while the drawn one is taken', () => {
    const sessions = counting(5, 5, 5, 6);
    expect([sessions.add(command().running), sessions.add(command().running)]).toEqual([5, 6]);
  });

  it('kills everything on close, and waits for the end', async () => {
    const sessions = counting(1, 2);
    const [one, two] = [command(), command()];
    sessions.add(one.running);
    sessions.add(two.running);
    await sessions.close();
    expect([one.running.outcome, two.running.outcome, sessions.find(1)]).toEqual([
      { kind: 'aborted' },
      { kind: 'aborted' },
      undefined,
    ]);
    await sessions.close();
    expect(one.kills()).toBe(1);
  });

  it('closes although a command fails to end properly', async () => {
    const sessions = counting(1);
    const broken = command();
    sessions.add(broken.running);
    broken.outcome.reject(new Error('the sandbox is gone'));
    await expect(sessions.close()).resolves.toBeUndefined();
  });

  it('keeps a bounded number of commands: the ended ones go first, then the oldest is killed', async () => {
    let next = 0;
    const sessions = new CommandSessions(() => {
      next += 1;
      return next;
    });
    const commands = Array.from({ length: 64 }, command);
    for (const { running } of commands) sessions.add(running);
    commands[7]?.outcome.resolve({ kind: 'exited', exitCode: 0 });
    await commands[7]?.running.ended;
    sessions.add(command().running);
    expect([1, 8, 65].map((id) => sessions.find(id) !== undefined)).toEqual([true, false, true]);
    sessions.add(command().running);
    expect([1, 2, 66].map((id) => sessions.find(id) !== undefined)).toEqual([false, true, true]);
    expect(commands.map(({ kills }) => kills()).slice(0, 3)).toEqual([1, 0, 0]);
  });
});
