import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../src/domain/commands/split-words.js';

describe('splitWords', () => {
  it.each([
    ['', []],
    ['  ', []],
    ['git  push\torigin\n', ['git', 'push', 'origin']],
    ['a \'b c\' "d e"f', ['a', 'b c', 'd ef']],
    ['a "" \'\'', ['a', '', '']],
    ['"a\\"b\\\\c\\$d\\e\\\nf"', ['a"b\\c$d\\ef']],
    ["'a\\b'", ['a\\b']],
    ['a\\ b\\\nc', ['a bc']],
    ['a; b && c', ['a;', 'b', '&&', 'c']],
    ['a # b\nc#d', ['a', 'c#d']],
  ])('splits `%s`', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it.each(["a 'b", 'a "b', 'a "b\\"', 'a\\'])('refuses `%s`', (line) => {
    expect(splitWords(line)).toBeUndefined();
  });
});
