import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LineReading, readLines } from '../../../src/adapters/rollout-store/read-lines.js';
import { temporaryHome } from './temporary-home.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 50);

async function read(path: string, content: string | Buffer, reading: Partial<LineReading> = {}) {
  await writeFile(path, content);
  const handle = await open(path);
  const lines: string[] = [];
  try {
    const { endsInLine } = await readLines(handle, { onLine: (line) => lines.push(line), ...reading });
    return { lines, endsInLine };
  } finally {
    await handle.close();
  }
}

describe('readLines', () => {
  it.each<[string, readonly string[], boolean]>([
    ['', [], false],
    ['\n', [''], false],
    ['a', ['a'], true],
    ['a\n', ['a'], false],
    ['a\n\nb', ['a', '', 'b'], true],
    ['a\r\nb\n', ['a\r', 'b'], false],
  ])('splits %j', async (content, lines, endsInLine) => {
    expect(await read(join(await temporaryHome(), 'f'), content)).toEqual({ lines, endsInLine });
  });

  it('splits as a string would be split, wherever chunks end', async () => {
    const path = join(await temporaryHome(), 'f');
    const length = fc.integer({ min: 0, max: 300_000 });
    await fc.assert(
      fc.asyncProperty(fc.array(length, { maxLength: 6 }), fc.boolean(), async (lengths, endsInLine) => {
        const lines = lengths.map((count, index) => `é😀${index}`.repeat(count / 8));
        if (endsInLine) lines.push('last');
        const content = lines.join('\n') + (endsInLine || lines.length === 0 ? '' : '\n');
        expect(await read(path, content)).toEqual({ lines, endsInLine });
      }),
      { numRuns },
    );
  });

  it('passes over a line that is too long for the memory', async () => {
    const giant = Buffer.alloc(64 * 1024 * 1024 + 1, 'x');
    const content = Buffer.concat([Buffer.from('a\n'), giant, Buffer.from('\nb\n')]);
    expect(await read(join(await temporaryHome(), 'f'), content)).toEqual({ lines: ['a', 'b'], endsInLine: false });
  });

  it('reads no more than it may', async () => {
    const reading = { maxBytes: 5 };
    expect(await read(join(await temporaryHome(), 'f'), 'ab\ncd\nef\n', reading)).toEqual({
      lines: ['ab'],
      endsInLine: true,
    });
  });

  it('reads no more than it needs', async () => {
    let chunks = 0;
    const reading = { isEnough: () => ++chunks > 2 };
    const { lines } = await read(join(await temporaryHome(), 'f'), `${'x'.repeat(99)}\n`.repeat(10_000), reading);
    expect(lines.length).toBe(Math.floor((2 * 256 * 1024) / 100));
  });
});
