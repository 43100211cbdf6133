import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { limitBody } from '../../../src/adapters/mcp-client/limit-body.js';
import { LineSplitter } from '../../../src/adapters/mcp-client/line-splitter.js';
import { TextTail } from '../../../src/adapters/mcp-client/text-tail.js';
import { TrafficGuard } from '../../../src/adapters/mcp-client/traffic-guard.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('LineSplitter', () => {
  it('finds the same lines however the bytes are cut', () => {
    const line = fc.stringMatching(/^[a-zäß🙂]{0,12}$/u);
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 7 })), (lines, cuts) => {
        const found: string[] = [];
        const splitter = new LineSplitter(1_000, (each) => found.push(each));
        let rest = bytes(lines.map((each) => `${each}\r\n`).join(''));
        for (const cut of cuts) {
          splitter.push(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        splitter.push(rest);
        expect(found).toEqual(lines.filter((each) => each !== ''));
      }),
      { numRuns },
    );
  });

  it('gives up a line that is too long, and forgets it', () => {
    const found: string[] = [];
    const splitter = new LineSplitter(4, (each) => found.push(each));
    expect([splitter.push(bytes('1234\n12')), splitter.push(bytes('345')), splitter.push(bytes('a\n'))]).toEqual([
      'ok',
      'too-long',
      'ok',
    ]);
    splitter.push(bytes('b'));
    splitter.clear();
    splitter.push(bytes('c\n'));
    expect(found).toEqual(['1234', 'a', 'c']);
  });
});

describe('TextTail', () => {
  it.each([
    [['one\ntwo\n'], 'two'],
    [['one\n', 'tw', 'o', '\n\n  \n'], 'two'],
    [['x'.repeat(50), '\nlast'], 'last'],
    [['0123456789', 'abcdef'], '6789abcdef'],
    [[], ''],
  ])('keeps the end of %j', (pieces, expected) => {
    const tail = new TextTail(10);
    for (const piece of pieces) tail.append(bytes(piece));
    expect(tail.lastLine).toBe(expected);
  });
});

describe('TrafficGuard', () => {
  it('bears a burst, and then a steady stream', async () => {
    const clock = new FixedClock();
    const guard = new TrafficGuard(clock);
    const admitted = (count: number): number =>
      Array.from({ length: count }, () => guard.admit('message', 1)).filter(Boolean).length;
    expect(admitted(25_000)).toBe(20_000);
    await clock.advance(10_000);
    expect(admitted(25_000)).toBe(15_000);
  });

  it.each([
    ['garbage', 1, 2_000],
    ['message', 40_960, 2_000],
    ['garbage', 40_960, 200],
  ] as const)('counts %s of %i bytes more', (kind, size, expected) => {
    const guard = new TrafficGuard(new FixedClock());
    let count = 0;
    while (guard.admit(kind, size)) count += 1;
    expect(count).toBe(expected);
  });
});

describe('limitBody', () => {
  const mebibyte = Buffer.alloc(1 << 20, 'x');

  it('passes on what is within limits', async () => {
    const events = Array.from({ length: 40 }, () => Buffer.concat([mebibyte, Buffer.from('\r\n\r\n')]));
    const total = events.reduce((sum, each) => sum + each.length, 0);
    expect((await buffer(limitBody(Readable.from(events), 'event-stream'))).length).toBe(total);
  });

  it.each(['event-stream', 'document'] as const)('fails with an %s that is too large', async (kind) => {
    await expect(buffer(limitBody(Readable.from(Array(17).fill(mebibyte)), kind))).rejects.toThrow(
      'the server sent a message of more than 16 MiB',
    );
  });
});
