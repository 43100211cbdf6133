import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/notifications/clean-text.js';
import { hostileText, runs } from '../../support/hostile-text.js';

describe('cleanText', () => {
  it.each([
    ['keeps plain words', 'All 12 tests pass', 'All 12 tests pass'],
    ['joins lines and collapses white space', '  one\r\n\ttwo\u2028three\u00a0 four ', 'one two three four'],
    ['takes out colours', '\u001b[1;31mred\u001b[0m and \u009b32mgreen\u009bm', 'red and green'],
    ['takes out a title', '\u001b]0;owned\u0007done', 'done'],
    ['takes out a clipboard write that a string terminator ends', '\u001b]52;c;b3duZWQ=\u001b\\done', 'done'],
    ['takes out a link and keeps its text', '\u001b]8;;http://x\u001b\\here\u001b]8;;\u001b\\', 'here'],
    ['takes out what C1 characters introduce', 'a\u009d9;x\u009cb\u0090y\u009cc', 'abc'],
    ['takes out short sequences', '\u001bc\u001b(B\u001b7done', 'done'],
    ['shows what follows an unfinished sequence', '\u001b]9;still here', '9;still here'],
    ['takes the teeth out of a sequence that is hidden in another', '\u001b\u001b[0m]9;x\u0007', ']9;x'],
    ['takes out bidirectional controls', 'gpj\u202egnp.exe\u2066\u200f\u061c', 'gpjgnp.exe'],
    ['takes out invisible characters', 'pa\u200bss\ufeff\u00adword\u{e0041}\u2063\ufff9\ufffb', 'password'],
    ['keeps what emoji and scripts are joined with', '🧑‍🚀 ❤️ می‌خواهم', '🧑‍🚀 ❤️ می‌خواهم'],
    ['replaces unpaired surrogates', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
    ['takes out noncharacters', 'a\uffffb\ufdd0', 'ab'],
    ['makes nothing of nothing', '\u0000\u0007 \n', ''],
  ])('%s', (_, text, expected) => {
    expect(cleanText(text, 100)).toBe(expected);
  });

  it.each([
    ['exactly what fits', '12345', '12345'],
    ['one too many', '123456', '1234…'],
    ['white space at the cut', '123 56', '123…'],
    ['code points, not units', '😀😀😀😀😀😀', '😀😀😀😀…'],
  ])('cuts %s', (_, text, expected) => {
    expect(cleanText(text, 5)).toBe(expected);
  });

  it('marks what it did not look at as cut', () => {
    expect(cleanText(`yes${' '.repeat(5_000)}no`, 5)).toBe('yes…');
  });

  it('looks at the beginning of a huge text only', () => {
    const start = performance.now();
    expect(cleanText('\u001b]'.repeat(20_000_000), 5)).toMatch(/…$/);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('leaves nothing that a terminal, a reader or a line could be misled by, whatever the text', () => {
    const property = fc.property(hostileText, fc.integer({ min: 1, max: 80 }), (text, maxCharacters) => {
      const clean = cleanText(text, maxCharacters);
      expect(clean).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/u);
      expect(clean).not.toMatch(/[\u200b\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u);
      expect(clean).toBe(clean.trim());
      expect(Array.from(clean).length).toBeLessThanOrEqual(maxCharacters);
      expect(cleanText(clean, maxCharacters)).toBe(clean);
    });
    fc.assert(property, runs(1_000));
  });
});
