import { describe, expect, it } from 'vitest';
import { renderAbortedCall, renderCommandReport } from '../../../src/domain/tools/render-command-output.js';

const captured = (text: string) => ({ text, bytes: text.length, omittedBytes: 0 });
const report = {
  chunkId: 'b5a0d6',
  wallTimeMs: 12.34,
  output: captured('hi\nerr\n'),
  maxOutputTokens: 10_000,
} as const;

describe('renderCommandReport', () => {
  it('shows how a command ended', () => {
    expect(renderCommandReport({ ...report, progress: { kind: 'exited', exitCode: 2 } })).toBe(
      'Chunk ID: b5a0d6\nWall time: 0.0123 seconds\nProcess exited with code 2\nOriginal token count: 2\nOutput:\nhi\nerr\n',
    );
  });

  it('shows under which session a command goes on', () => {
    const running = { ...report, output: captured(''), progress: { kind: 'running', sessionId: 87_221 } } as const;
    expect(renderCommandReport(running)).toBe(
      'Chunk ID: b5a0d6\nWall time: 0.0123 seconds\nProcess running with session ID 87221\nOriginal token count: 0\nOutput:\n',
    );
  });

  it('cuts what is too long, and still says how long it was', () => {
    const long = { ...report, output: captured('x'.repeat(4_000)), maxOutputTokens: 50 };
    const text = renderCommandReport({ ...long, progress: { kind: 'exited', exitCode: 0 } });
    expect(text).toContain(
      'Original token count: 1000\nOutput:\nWarning: truncated output (original token count: 1000)\n',
    );
    expect(text.length).toBeLessThan(500);
  });

  it('says of what was not even kept how much it was, instead of counting lines that nobody saw', () => {
    const output = { text: 'x'.repeat(4_000), bytes: 9_001, omittedBytes: 5_001 };
    const text = renderCommandReport({
      ...report,
      output,
      maxOutputTokens: 1,
      progress: { kind: 'exited', exitCode: 0 },
    });
    expect(text.slice(text.indexOf('Original'))).toBe(
      'Original token count: 2251\nOutput:\nWarning: truncated output (original token count: 2251)\n' +
        '... 5001 bytes omitted ...\n\nxx…999 tokens truncated…xx',
    );
  });
});

describe('renderAbortedCall', () => {
  it.each([
    [0, 'Wall time: 0.0 seconds\naborted by user'],
    [2_345, 'Wall time: 2.3 seconds\naborted by user'],
  ])('after %i ms', (wallTimeMs, text) => {
    expect(renderAbortedCall(wallTimeMs)).toBe(text);
  });
});
