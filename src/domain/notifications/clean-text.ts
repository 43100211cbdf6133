/**
 * Makes hostile text fit to be shown in one line of a notification, and cuts it to `maxCharacters` code points (> 0, with `…` as the
 * last one when something was cut).
 *
 * What is left has no control character, no terminal escape sequence, no line break, no bidirectional control, no invisible character
 * (joiners and variation selectors stay, because scripts and emoji need them) and no unpaired surrogate. Runs of white space become one
 * space. Cleaning twice is cleaning once.
 */
export function cleanText(text: string, maxCharacters: number): string {
  const beginning = text.slice(0, maxCharacters * INSPECTED_PER_SHOWN + INSPECTED_AT_LEAST);
  const clean = beginning
    .replace(unpairedSurrogates, '\ufffd')
    .replace(invisible, '')
    .replace(escapeSequences, '')
    .replace(blanks, ' ')
    .trim();
  return cut(clean, { maxCharacters, moreFollows: beginning.length < text.length });
}

// A gigabyte of output must not be searched to show its first line, but colours may make that line several times longer than it looks.
const INSPECTED_PER_SHOWN = 16;
const INSPECTED_AT_LEAST = 1024;

const unpairedSurrogates = /\p{Cs}/gu;

const invisible =
  /\p{Bidi_Control}|\p{Noncharacter_Code_Point}|[\ufff9-\ufffb]|(?!\u200c|\u200d|[\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

// A sequence is taken out as a whole, so that its parameters are not shown as text. What is incomplete loses its control characters
// below and shows the rest: a lone introducer must not make the whole message disappear.
const escapeSequences = new RegExp(
  [
    '(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]',
    '(?:\u001b[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\\\|\u009c)',
    '\u001b[ -/]*[0-~]',
  ].join('|'),
  'g',
);

const blanks = /[\s\p{Cc}\p{Zl}\p{Zp}]+/gu;

function cut(text: string, options: { readonly maxCharacters: number; readonly moreFollows: boolean }): string {
  const characters = Array.from(text);
  const fits = characters.length <= options.maxCharacters;
  if (fits && !options.moreFollows) return text;
  return `${characters
    .slice(0, options.maxCharacters - 1)
    .join('')
    .trimEnd()}…`;
}
