/** Tests one component of a path. */
export type ComponentMatcher =
  | { readonly kind: 'any-depth' }
  | { readonly kind: 'literal'; test(component: string): boolean }
  | { readonly kind: 'wild'; test(component: string): boolean };

/** Tests one character, which is a code point. */
type CharacterMatcher = (character: string) => boolean;

/** A run of characters between two stars. */
type Segment = readonly CharacterMatcher[];

/** Compiles one component of a pattern; `undefined` when a class has a range whose end comes before its start. */
export function compileComponent(text: string): ComponentMatcher | undefined {
  if (text === '**') return { kind: 'any-depth' };
  if (!/[*?[]/.test(text)) return { kind: 'literal', test: (component) => component === text };
  const affixes = /^([^*?[]*)\*+([^*?[]*)$/.exec(text);
  if (affixes !== null) return affixMatcher(affixes[1] ?? '', affixes[2] ?? '');
  const parts = parseComponent(text);
  if (parts === undefined) return undefined;
  const segments = segmentsOf(parts);
  return { kind: 'wild', test: (component) => matches(segments, [...component]) };
}

/** The common `prefix*suffix`, without looking at single characters. */
function affixMatcher(prefix: string, suffix: string): ComponentMatcher {
  const length = prefix.length + suffix.length;
  return {
    kind: 'wild',
    test: (text) => text.length >= length && text.startsWith(prefix) && text.endsWith(suffix),
  };
}

/** A piece of one component of a pattern. */
export type ComponentPart =
  | { readonly kind: 'text'; readonly text: string }
  /** Any number of characters. */
  | { readonly kind: 'star' }
  /** One character. */
  | { readonly kind: 'any' }
  | CharacterClass;

/** One character out of ranges of characters, first and last included, or out of all others. */
export interface CharacterClass {
  readonly kind: 'class';
  readonly negated: boolean;
  readonly ranges: readonly (readonly [string, string])[];
}

/** Reads one component of a pattern; `undefined` when a class has a range whose end comes before its start. */
export function parseComponent(text: string): readonly ComponentPart[] | undefined {
  const pattern = [...text];
  const parts: ComponentPart[] = [];
  for (let at = 0; at < pattern.length; ) {
    const character = pattern[at] ?? '';
    const close = character === '[' ? closingBracket(pattern, at) : undefined;
    if (close !== undefined) {
      const found = parseClass(pattern.slice(at + 1, close));
      if (found === undefined) return undefined;
      parts.push(found);
      at = close + 1;
      continue;
    }
    parts.push(partOf(character));
    at += 1;
  }
  return parts;
}

function partOf(character: string): ComponentPart {
  if (character === '*') return { kind: 'star' };
  return character === '?' ? { kind: 'any' } : { kind: 'text', text: character };
}

function segmentsOf(parts: readonly ComponentPart[]): readonly Segment[] {
  const segments: CharacterMatcher[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'star') segments.push([]);
    else segments.at(-1)?.push(matcherOf(part));
  }
  return segments;
}

function matcherOf(part: Exclude<ComponentPart, { readonly kind: 'star' }>): CharacterMatcher {
  if (part.kind === 'any') return () => true;
  if (part.kind === 'text') return (candidate) => candidate === part.text;
  return (character) => {
    const code = codePoint(character);
    return part.negated !== part.ranges.some(([from, to]) => codePoint(from) <= code && code <= codePoint(to));
  };
}

/** Where the class that opens at `open` closes; a `]` directly behind the opening is a member of the class. */
function closingBracket(pattern: readonly string[], open: number): number | undefined {
  const first = isNegation(pattern[open + 1]) ? open + 2 : open + 1;
  const close = pattern.indexOf(']', first + 1);
  return close === -1 ? undefined : close;
}

function parseClass(body: readonly string[]): CharacterClass | undefined {
  const negated = isNegation(body[0]);
  const members = negated ? body.slice(1) : body;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < members.length; at += 1) {
    const from = members[at] ?? '';
    const to = members[at + 1] === '-' ? members[at + 2] : undefined;
    if (to !== undefined) at += 2;
    if (to !== undefined && codePoint(to) < codePoint(from)) return undefined;
    ranges.push([from, to ?? from]);
  }
  return { kind: 'class', negated, ranges };
}

function isNegation(character: string | undefined): boolean {
  return character === '!' || character === '^';
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** Every segment matches a fixed number of characters, so the leftmost place for each of the middle ones is always a right one. */
function matches(segments: readonly Segment[], text: readonly string[]): boolean {
  const [head = [], ...rest] = segments;
  const tail = rest.pop();
  if (tail === undefined) return text.length === head.length && fits(head, text, 0);
  let at = head.length;
  const end = text.length - tail.length;
  if (at > end || !fits(head, text, 0) || !fits(tail, text, end)) return false;
  for (const segment of rest) {
    while (at + segment.length <= end && !fits(segment, text, at)) at += 1;
    at += segment.length;
    if (at > end) return false;
  }
  return true;
}

function fits(segment: Segment, text: readonly string[], at: number): boolean {
  return segment.every((matcher, offset) => {
    const character = text[at + offset];
    return character !== undefined && matcher(character);
  });
}
