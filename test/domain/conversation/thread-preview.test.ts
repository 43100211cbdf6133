import { expect, it } from 'vitest';
import { threadPreview } from '../../../src/domain/conversation/thread-preview.js';

it.each([
  ['keeps a short prompt', 'Fix it\nnow', 'Fix it\nnow'],
  ['cuts a long one', 'x'.repeat(201), 'x'.repeat(200)],
  ['does not cut a character in two', `${'x'.repeat(199)}😀`, 'x'.repeat(199)],
  ['keeps a character that just fits', `${'x'.repeat(198)}😀y`, `${'x'.repeat(198)}😀`],
])('%s', (_, prompt, expected) => {
  expect(threadPreview(prompt)).toBe(expected);
});
