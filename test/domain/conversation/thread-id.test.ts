import { expect, it } from 'vitest';
import { isThreadId } from '../../../src/domain/conversation/thread-id.js';

it.each<[string, boolean]>([
  ['01a1f8cb-024d-7d20-8c87-8ed78e88b5ce', true],
  ['01A1F8CB-024D-7D20-8C87-8ED78E88B5CE', false],
  ['01a1f8cb-024d-7d20-8c87-8ed78e88b5c', false],
  ['01a1f8cb-024d-7d20-8c87-8ed78e88b5ce\n', false],
  ['../../../../etc/passwd', false],
  ['', false],
])('tells whether `%s` is the id of a thread: %s', (text, expected) => {
  expect(isThreadId(text)).toBe(expected);
});
