import { describe, expect, it } from 'vitest';
import type { ContentPart } from '../../../src/domain/conversation/history-item.js';
import { limitOutput } from '../../../src/domain/tools/limit-output.js';

const text = (value: string): ContentPart => ({ kind: 'input-text', text: value });
const image: ContentPart = { kind: 'image', url: 'data:image/png;base64,AAAA' };

describe('the output of a tool', () => {
  it('is passed on as it is when it is short', () => {
    expect(limitOutput('short', 10)).toBe('short');
    expect(limitOutput([text('a'), image], 10)).toEqual([text('a'), image]);
  });

  it('is cut in the middle when it is long', () => {
    expect(limitOutput('x'.repeat(100), 10)).toBe(
      `Warning: truncated output (original token count: 25)\nTotal output lines: 1\n\n${'x'.repeat(20)}…15 tokens truncated…${'x'.repeat(20)}`,
    );
  });

  it('shares its budget among its parts and keeps the images', () => {
    const parts = [text('x'.repeat(40)), image, text('y'), text('z')];
    expect(limitOutput(parts, 10)).toEqual([text('x'.repeat(40)), image, text('… 2 more texts were left out')]);
  });

  it('has no image that cannot be sent', () => {
    const huge: ContentPart = { kind: 'image', url: `data:image/png;base64,${'A'.repeat(30_000_000)}` };
    expect(limitOutput([huge], 10)).toEqual([text('image content omitted because it is too large')]);
  });
});
