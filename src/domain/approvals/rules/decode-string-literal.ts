import { err, ok, type Result } from '../../result.js';

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['\n', ''],
  ['\r\n', ''],
]);

const escapeSequence = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(\r\n|[\s\S]))/g;

/** What a Starlark string stands for, given what is written between its quotes. An unknown escape stands for itself. */
export function decodeStringLiteral(content: string): Result<string, string> {
  let problem: string | undefined;
  const text = content.replaceAll(escapeSequence, (...[whole, x, u, U, octal, other]: readonly string[]) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const hex = x ?? u ?? U;
    if (hex === undefined) return simpleEscapes.get(other ?? '') ?? whole ?? '';
    const codePoint = Number.parseInt(hex, 16);
    if (isCharacter(codePoint)) return String.fromCodePoint(codePoint);
    problem ??= `\`${whole}\` is not a character; expected a Unicode scalar value`;
    return '';
  });
  return problem === undefined ? ok(text) : err(problem);
}

function isCharacter(codePoint: number): boolean {
  return codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
}
