import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleText } from '../../src/cli/visible-text.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);

describe('visibleText', () => {
  it.each([
    ['plain text with\ttab and\nnewline, ü and 🙂', 'plain text with\ttab and\nnewline, ü and 🙂'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001bcreset', 'reset'],
    ['\u009b2Jcleared', 'cleared'],
    ['one\r\ntwo\rthree', 'one\ntwo\\u000dthree'],
    ['bell\u0007 null\u0000', 'bell\\u0007 null\\u0000'],
    ['\u001b', '\\u001b'],
    ['evil\u202etxt.exe', 'evil\\u202etxt.exe'],
    ['\u001b\u001b[31m[31m', '\\u001b[31m'],
  ])('of %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('leaves no control character but tab and newline, whatever comes', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('\u001b', '[', ']', '0', ';', 'm', '\u0007', '\\', '\r', '\n', 'a', '\u009b'),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visibleText(text)).toMatch(/^[\t\n\u0020-\u007e]*$/);
      }),
      { numRuns },
    );
  });
});
