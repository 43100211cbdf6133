import fc from 'fast-check';

const fragments = [
  ...[
    '\u001b',
    '\u001b[',
    '\u001b]',
    '\u001b]9;',
    '\u001b]52;c;',
    '\u001bPtmux;',
    '\u001bP',
    '\u001b\\',
    '\u009b',
    '\u009d',
    '\u009c',
  ],
  ...['\u0007', '\u0000', '\r', '\n', '\t', '\b', '\u007f', '\u0085', '\u2028', '\u2029'],
  ...[
    '\u202e',
    '\u2066',
    '\u2069',
    '\u200f',
    '\u061c',
    '\u200b',
    '\u200d',
    '\ufeff',
    '\u00ad',
    '\ufe0f',
    '\u{e0041}',
    '\uffff',
  ],
  ...['\ud800', '\udfff', '🧑‍🚀', 'é', '漢', '\u0301'],
  ...['-', '--', '-execute', '-open', '--help', '--hint=string:x:y', '\\', '\\033]9;x\\a', '\\n', '[', '(', '{', '<'],
  ...['"', "'", '`', '$(id)', '`id`', '$IFS', ';', '|', '&', '&&', '>', '%PATH%', '^', '!', '*', '~'],
  ...["')", "'); Start-Process calc; ('", '$env:PATH', '@(', '‘', '’', '“', '”', '#>', '"@'],
  ...['<b>', '</text>', '<image src="x"/>', '&amp;', '&#27;', ']]>', '<!--', '4;1;50', '7;calc.exe', '9', ' ', 'word'],
];

/** Texts that were written to break out of wherever they are put: random ones, and chains of what means something somewhere. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map((parts) => parts.join('')),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
);

/** How many times a property is tried: `usual` times, or as often as `FAST_CHECK_RUNS` says when that is more. */
export function runs(usual: number): { readonly numRuns: number } {
  return { numRuns: Math.max(usual, Number(process.env.FAST_CHECK_RUNS ?? 0)) };
}
