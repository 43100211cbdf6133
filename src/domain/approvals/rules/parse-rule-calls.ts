import { err, ok, type Result } from '../../result.js';
import { type RuleCall, type RuleValue, typeOfValue } from './rule-call.js';
import type { RuleComplaint, RuleSpan } from './rule-error.js';
import { type RuleToken, tokenizeRules } from './rule-tokens.js';

/**
 * Reads the part of Starlark that rule files are written in: calls with positional and named arguments, strings, lists, `+`, and names that
 * were assigned before. Loops, functions and `load` are refused.
 */
export function parseRuleCalls(text: string): Result<readonly RuleCall[], RuleComplaint> {
  const tokens = tokenizeRules(text);
  return tokens.ok ? new RuleCallParser(tokens.value).read() : tokens;
}

/** How many characters or items `+` may put together, so that a few lines cannot fill the memory. */
const maxSum = 65_536;
/** How deep lists and parentheses may nest. */
const maxDepth = 32;
const constants: ReadonlyMap<string, string> = new Map([
  ['True', 'bool'],
  ['False', 'bool'],
  ['None', 'NoneType'],
]);
const unsupportedStatements: ReadonlySet<string> = new Set('def for if load while return pass lambda'.split(' '));

/** Reads on after a complaint as if the file ended there, so that only the first one counts. */
class RuleCallParser {
  readonly #tokens: readonly RuleToken[];
  readonly #calls: RuleCall[] = [];
  readonly #assigned = new Map<string, RuleValue>();
  #at = 0;
  #depth = 0;
  #complaint: RuleComplaint | undefined;

  constructor(tokens: readonly RuleToken[]) {
    this.#tokens = tokens;
  }

  read(): Result<readonly RuleCall[], RuleComplaint> {
    while (this.#complaint === undefined && this.#at < this.#tokens.length) this.#statement();
    return this.#complaint === undefined ? ok(this.#calls) : err(this.#complaint);
  }

  #statement(): void {
    const first = this.#next();
    if (first.kind === 'end') return;
    if (first.kind !== 'name')
      this.#complain(first, 'syntax', `unexpected ${describe(first)}; expected a call such as \`prefix_rule(…)\``);
    else if (unsupportedStatements.has(first.text)) {
      this.#complain(
        first,
        'unsupported',
        `\`${first.text}\` is not supported in rule files; write every rule out as a call of its own`,
      );
    } else if (this.#accept('=')) this.#assigned.set(first.text, this.#expression());
    else this.#call(first);
    this.#expectEnd();
  }

  #call(name: RuleToken): void {
    this.#expect('(', `after \`${name.text}\``);
    const positional: RuleValue[] = [];
    const named = new Map<string, RuleValue>();
    while (!this.#isNext(')') && this.#complaint === undefined) {
      this.#argument(positional, named);
      if (!this.#accept(',')) break;
    }
    const end = this.#expect(')', 'to end the call');
    this.#calls.push({ name: name.text, span: join(name.span, end.span), positional, named });
  }

  #argument(positional: RuleValue[], named: Map<string, RuleValue>): void {
    const name = this.#peek();
    const isNamed = name.kind === 'name' && this.#peek(1).text === '=' && this.#peek(1).kind === 'symbol';
    if (!isNamed) {
      if (named.size > 0) this.#complain(name, 'syntax', 'an argument without a name follows one with a name');
      positional.push(this.#expression());
      return;
    }
    if (named.has(name.text)) this.#complain(name, 'syntax', `the argument \`${name.text}\` is given twice`);
    this.#at += 2;
    named.set(name.text, this.#expression());
  }

  #expression(): RuleValue {
    let value = this.#term();
    while (this.#accept('+')) value = this.#sum(value, this.#term());
    return value;
  }

  #sum(left: RuleValue, right: RuleValue): RuleValue {
    const span = join(left.span, right.span);
    if (lengthOf(left) + lengthOf(right) > maxSum) {
      return this.#complain({ span }, 'unsupported', `the sum is longer than ${maxSum}; write shorter rules`);
    }
    if (left.kind === 'string' && right.kind === 'string') return { ...left, text: left.text + right.text, span };
    if (left.kind === 'list' && right.kind === 'list') {
      return { ...left, items: [...left.items, ...right.items], span };
    }
    const types = `${typeOfValue(left)} and ${typeOfValue(right)}`;
    return this.#complain({ span }, 'syntax', `cannot add ${types}; expected two strings or two lists`);
  }

  #term(): RuleValue {
    const token = this.#next();
    const { kind, text, span } = token;
    if (kind === 'string') return { kind, text, span };
    if (kind === 'number') return { kind: 'other', type: 'int', span };
    if (kind === 'name') return this.#name(token);
    if (text === '[' || text === '(') return this.#bracketed(token);
    return this.#complain(token, 'syntax', `unexpected ${describe(token)}; expected a string, a list or a name`);
  }

  #name(token: RuleToken): RuleValue {
    const constant = constants.get(token.text);
    if (constant !== undefined) return { kind: 'other', type: constant, span: token.span };
    const value = this.#assigned.get(token.text);
    if (value !== undefined) return { ...value, span: token.span };
    return this.#complain(
      token,
      'syntax',
      `\`${token.text}\` is not defined; assign it before it is used, or put it in quotes`,
    );
  }

  #bracketed(opening: RuleToken): RuleValue {
    if (this.#depth >= maxDepth) {
      return this.#complain(opening, 'unsupported', `brackets are nested more than ${maxDepth} deep`);
    }
    this.#depth += 1;
    const value = opening.text === '[' ? this.#list(opening) : this.#expression();
    if (opening.text === '(') this.#expect(')', 'to end the parentheses');
    this.#depth -= 1;
    return value;
  }

  #list(opening: RuleToken): RuleValue {
    const items: RuleValue[] = [];
    while (!this.#isNext(']') && this.#complaint === undefined) {
      items.push(this.#expression());
      if (!this.#accept(',')) break;
    }
    const end = this.#expect(']', 'to end the list');
    return { kind: 'list', items, span: join(opening.span, end.span) };
  }

  #peek(offset = 0): RuleToken {
    const token = this.#complaint === undefined ? this.#tokens[this.#at + offset] : undefined;
    return token ?? this.#tokens.at(-1) ?? nothing;
  }

  #next(): RuleToken {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #isNext(symbol: string): boolean {
    const { kind, text } = this.#peek();
    return kind === 'symbol' && text === symbol;
  }

  #accept(symbol: string): boolean {
    const found = this.#isNext(symbol);
    if (found) this.#at += 1;
    return found;
  }

  #expect(symbol: string, purpose: string): RuleToken {
    const token = this.#next();
    if (token.kind !== 'symbol' || token.text !== symbol) {
      this.#complain(token, 'syntax', `unexpected ${describe(token)}; expected \`${symbol}\` ${purpose}`);
    }
    return token;
  }

  #expectEnd(): void {
    const token = this.#next();
    if (token.kind !== 'end') {
      this.#complain(token, 'syntax', `unexpected ${describe(token)}; expected the end of the line`);
    }
  }

  #complain(place: { readonly span: RuleSpan }, code: RuleComplaint['code'], message: string): RuleValue {
    this.#complaint ??= { code, message, span: place.span };
    return { kind: 'other', type: 'nothing', span: place.span };
  }
}

const nothing: RuleToken = { kind: 'end', text: '', span: { start: 0, end: 0 } };

function join(from: RuleSpan, to: RuleSpan): RuleSpan {
  return { start: from.start, end: to.end };
}

function lengthOf(value: RuleValue): number {
  if (value.kind === 'string') return value.text.length;
  return value.kind === 'list' ? value.items.length : 0;
}

function describe({ kind, text }: RuleToken): string {
  if (kind === 'end') return text === '' ? 'end of the file' : 'end of the line';
  return kind === 'symbol' ? `\`${text}\`` : kind;
}
