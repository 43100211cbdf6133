import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { RunningCommand } from '../../../src/application/commands/running-command.js';
import { CodexError } from '../../../src/domain/codex-error.js';
import type { CommandOutcome, OutputChunk } from '../../../src/ports/process-sandbox.js';
import { deferred, settled } from '../support/build.js';

/** A command whose process the test plays. */
function played() {
  const clock = new FixedClock();
  const outcome = deferred<CommandOutcome>();
  const calls: string[] = [];
  const pieces: string[] = [];
  let print: (chunk: OutputChunk) => void = () => undefined;
  const command = new RunningCommand({
    clock,
    stdin: 'open',
    start: ({ onOutput }) => {
      print = onOutput;
      return {
        outcome: outcome.promise,
        write: (bytes) => void calls.push(`write ${new TextDecoder().decode(bytes)}`),
        end: () => void calls.push('end'),
        kill: () => void calls.push('kill'),
      };
    },
    onText: (text) => void pieces.push(text),
  });
  const printBytes = (stream: OutputChunk['stream'], bytes: Uint8Array): void => print({ stream, bytes });
  const printText = (text: string): void => printBytes('stdout', new TextEncoder().encode(text));
  return { clock, outcome, calls, pieces, command, printBytes, printText };
}

const never = new AbortController().signal;

describe('RunningCommand', () => {
  it('collects what both streams print, in the order of arrival, until it ends', async () => {
    const { command, outcome, pieces, printBytes } = played();
    printBytes('stdout', Buffer.from('one '));
    printBytes('stderr', Buffer.from('two '));
    printBytes('stdout', Buffer.from('three'));
    outcome.resolve({ kind: 'exited', exitCode: 3 });
    expect(await command.ended).toEqual({ kind: 'exited', exitCode: 3 });
    expect([command.output, command.outcome, pieces]).toEqual([
      'one two three',
      { kind: 'exited', exitCode: 3 },
      ['one ', 'two ', 'three'],
    ]);
  });

  it('puts characters together that arrive in several chunks, even when the streams alternate', async () => {
    const { command, outcome, printBytes } = played();
    const [smile, umlaut] = [Buffer.from('😀'), Buffer.from('ü')];
    printBytes('stdout', smile.subarray(0, 1));
    printBytes('stderr', umlaut.subarray(0, 1));
    printBytes('stdout', smile.subarray(1, 3));
    printBytes('stderr', umlaut.subarray(1));
    printBytes('stdout', smile.subarray(3));
    outcome.resolve({ kind: 'exited', exitCode: 0 });
    await command.ended;
    expect(command.output).toBe('ü😀');
  });

  it('shows a character that was never finished as a replacement character when it ends', async () => {
    const { command, outcome, printBytes } = played();
    printBytes('stdout', Buffer.from([0x61, 0xf0, 0x9f]));
    outcome.resolve({ kind: 'exited', exitCode: 0 });
    await command.ended;
    expect([command.output, command.takeUnread().text]).toEqual(['a\uFFFD', 'a\uFFFD']);
  });

  it('shows a byte order mark like the rest of a file', async () => {
    const { command, outcome, printBytes } = played();
    printBytes('stdout', Buffer.from('\uFEFFfirst line\n'));
    outcome.resolve({ kind: 'exited', exitCode: 0 });
    await command.ended;
    expect(command.output).toBe('\uFEFFfirst line\n');
  });

  it('hands out what was printed since the last look, and keeps the whole', () => {
    const { command, printText } = played();
    printText('first');
    expect(command.takeUnread().text).toBe('first');
    printText('second');
    expect([command.takeUnread().text, command.takeUnread().text, command.output]).toEqual([
      'second',
      '',
      'firstsecond',
    ]);
  });

  it('keeps at most 1 MiB of what was printed', () => {
    const { command, printText } = played();
    for (let count = 0; count < 64; count += 1) printText('x'.repeat(65_536));
    const kept = 1_048_576 + '\n... 3145728 bytes omitted ...\n'.length;
    expect([command.output.length, command.takeUnread().text.length]).toEqual([kept, kept]);
  });

  it('measures the time until its end and no further', async () => {
    const { command, clock, outcome } = played();
    await clock.advance(1_500);
    expect(command.wallTimeMs()).toBe(1_500);
    outcome.resolve({ kind: 'exited', exitCode: 0 });
    await command.ended;
    await clock.advance(9_000);
    expect(command.wallTimeMs()).toBe(1_500);
  });

  it('passes input and the kill on to the process', () => {
    const { command, calls } = played();
    command.write('yes ü\n');
    command.kill();
    expect(calls).toEqual(['write yes ü\n', 'kill']);
  });

  it('ends in the same way as its process when the sandbox could not be set up', async () => {
    const { command, outcome } = played();
    const unavailable = new CodexError('sandbox-unavailable', 'no sandbox');
    outcome.reject(unavailable);
    await expect(command.ended).rejects.toBe(unavailable);
    await expect(command.wait(1_000, never)).rejects.toBe(unavailable);
    expect(command.outcome).toBeUndefined();
  });
});

describe('waiting for a command', () => {
  it('ends with the command, and leaves no timer behind', async () => {
    const { command, clock, outcome } = played();
    const waiting = command.wait(1_000, never);
    outcome.resolve({ kind: 'exited', exitCode: 0 });
    expect(await waiting).toBe('ended');
    expect(clock.sleeping).toBe(0);
  });

  it('ends when the time is up', async () => {
    const { command, clock } = played();
    const waiting = command.wait(1_000, never);
    await clock.advance(1_000);
    expect(await waiting).toBe('running');
  });

  it.each(['before', 'meanwhile'])('ends when the signal aborts %s', async (when) => {
    const { command, clock } = played();
    const abort = new AbortController();
    if (when === 'before') abort.abort();
    const waiting = command.wait(1_000, abort.signal);
    abort.abort(new Error('whatever the reason'));
    expect(await waiting).toBe('aborted');
    expect(clock.sleeping).toBe(0);
  });

  it('can be done several times at once', async () => {
    const { command, clock, outcome } = played();
    const waiting = [command.wait(1_000, never), command.wait(2_000, never)];
    await clock.advance(1_000);
    outcome.resolve({ kind: 'exited', exitCode: 0 });
    await settled();
    expect([await Promise.all(waiting), clock.sleeping]).toEqual([['running', 'ended'], 0]);
  });
});
