/** One member of a JSON object, as offsets into the object's text: `start` at the key's quote, `end` just after the value. */
export interface JsonMember {
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;

/**
 * The members of the object that `text` holds, in order, duplicates included. Nothing is parsed, so numbers and escapes keep their
 * spelling and nesting of any depth costs no stack.
 *
 * @param text valid JSON whose outermost value is an object
 */
function listJsonMembers(text: string): readonly JsonMember[] {
  const members: JsonMember[] = [];
  let at = text.indexOf('{') + 1;
  for (;;) {
    const start = text.indexOf('"', at);
    // INVARIANT: between two members there is only white space and a comma, so a closing brace before the next quote ends the object.
    if (start < 0) return members;
    const keyEnd = skipString(text, start);
    const valueStart = skipWhitespace(text, text.indexOf(':', keyEnd) + 1);
    const end = skipValue(text, valueStart);
    members.push({ key: keyText(text, start, keyEnd), start, valueStart, end });
    at = skipWhitespace(text, end);
    if (text.charCodeAt(at) !== comma) return members;
    at += 1;
  }
}

/** The text of the object's last member named `key`, or undefined: the one that a JSON parser would keep. */
export function jsonMemberText(text: string, key: string): string | undefined {
  const member = listJsonMembers(text).findLast((candidate) => candidate.key === key);
  return member && text.slice(member.valueStart, member.end);
}

/**
 * The texts of the elements of the array that `text` holds, in order and spelled as they are.
 *
 * @param text valid JSON whose outermost value is an array
 */
export function jsonElementTexts(text: string): readonly string[] {
  const elements: string[] = [];
  let at = skipWhitespace(text, text.indexOf('[') + 1);
  while (at < text.length && text.charCodeAt(at) !== closeBracket) {
    const end = skipValue(text, at);
    elements.push(text.slice(at, end));
    const next = skipWhitespace(text, end);
    if (text.charCodeAt(next) !== comma) return elements;
    at = skipWhitespace(text, next + 1);
  }
  return elements;
}

/** The object without the members named in `keys`; every other member keeps its text. */
export function withoutJsonMembers(text: string, keys: ReadonlySet<string>): string {
  const kept = listJsonMembers(text).filter((member) => !keys.has(member.key));
  return `{${kept.map((member) => text.slice(member.start, member.end)).join(',')}}`;
}

function keyText(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes('\\') ? String(JSON.parse(text.slice(start, end))) : raw;
}

function skipWhitespace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

function skipString(text: string, start: number): number {
  let at = start;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
}

function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === quote) return skipString(text, start);
  if (first === openBrace || first === openBracket) return skipNested(text, start);
  let at = start;
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at += 1;
  return at;
}

function endsScalar(code: number): boolean {
  return code === comma || code === closeBrace || code === closeBracket || code <= 0x20;
}

function skipNested(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = skipString(text, at);
      continue;
    }
    at += 1;
    if (code === openBrace || code === openBracket) depth += 1;
    else if (code === closeBrace || code === closeBracket) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return at;
}
