import { TextCursor } from '../../commands/text-cursor.js';
import { err, ok, type Result } from '../../result.js';
import { decodeStringLiteral } from './decode-string-literal.js';
import type { RuleComplaint, RuleSpan } from './rule-error.js';

/** A piece of a rule file. */
export interface RuleToken {
  /** `end` ends a statement: a line break outside of brackets, a semicolon, or the end of the file. */
  readonly kind: 'name' | 'string' | 'number' | 'symbol' | 'end';
  /** As written; of a string, what it stands for. */
  readonly text: string;
  readonly span: RuleSpan;
}

/** Splits a rule file into tokens. Comments and line breaks within brackets are left out. The last token is an `end`. */
export function tokenizeRules(text: string): Result<readonly RuleToken[], RuleComplaint> {
  return new RuleTokenizer(text).read();
}

class RuleTokenizer {
  readonly #cursor: TextCursor;
  readonly #tokens: RuleToken[] = [];
  #complaint: RuleComplaint | undefined;
  #openBrackets = 0;

  constructor(text: string) {
    this.#cursor = new TextCursor(text);
  }

  read(): Result<readonly RuleToken[], RuleComplaint> {
    while (this.#complaint === undefined && !this.#cursor.atEnd) this.#step();
    this.#add('end', '', this.#cursor.position);
    return this.#complaint === undefined ? ok(this.#tokens) : err(this.#complaint);
  }

  #step(): void {
    const start = this.#cursor.position;
    if (this.#skipBlank(start)) return;
    const word = this.#cursor.take(/[A-Za-z_][A-Za-z0-9_]*/y);
    const quotes = word.length <= 2 ? this.#cursor.take(/"""|'''|"|'/y) : '';
    if (quotes !== '') this.#string({ start, prefix: word, quotes });
    else if (word !== '') this.#add('name', word, start);
    else this.#numberOrSymbol(start);
  }

  #skipBlank(start: number): boolean {
    const blank = this.#cursor.take(/(?:[ \t\r]|\\\r?\n)+/y);
    const comment = this.#cursor.take(/#[^\n]*/y);
    if (blank !== '' && comment === '' && this.#isIndentation(start)) {
      this.#complain('syntax', 'unexpected indentation; every statement starts at the beginning of its line', start);
    }
    return blank !== '' || comment !== '';
  }

  /** Whether the blank that was skipped stands before a statement. */
  #isIndentation(start: number): boolean {
    const isLineStart = start === 0 || this.#tokens.at(-1)?.text === '\n';
    return isLineStart && this.#openBrackets === 0 && !/^\n?$/.test(this.#cursor.peek());
  }

  #numberOrSymbol(start: number): void {
    const number = this.#cursor.take(/\d[A-Za-z0-9_.]*/y);
    const symbol = number === '' ? this.#cursor.take(/[()[\]{},=+.:*/%<>!&|^~;\n-]/y) : '';
    if (number !== '') this.#add('number', number, start);
    else if (symbol === '\n' || symbol === ';') this.#endStatement(symbol, start);
    else if (symbol !== '') this.#symbol(symbol, start);
    else {
      this.#cursor.take(/[\s\S]/uy);
      this.#complain('syntax', 'unexpected character; expected a name, a string, a list or a comment', start);
    }
  }

  #endStatement(symbol: string, start: number): void {
    if (this.#openBrackets === 0 || symbol === ';') this.#add('end', symbol, start);
  }

  #symbol(symbol: string, start: number): void {
    if ('([{'.includes(symbol)) this.#openBrackets += 1;
    if (')]}'.includes(symbol)) this.#openBrackets = Math.max(0, this.#openBrackets - 1);
    this.#add('symbol', symbol, start);
  }

  #string({
    start,
    prefix,
    quotes,
  }: {
    readonly start: number;
    readonly prefix: string;
    readonly quotes: string;
  }): void {
    const content = this.#content(quotes);
    if (content === undefined) {
      this.#complain('syntax', `the string is not closed; expected \`${quotes}\``, start);
    } else if (prefix !== '' && prefix !== 'r') {
      this.#complain('unsupported', `strings with the prefix \`${prefix}\` are not supported; write it out`, start);
    } else {
      const decoded = prefix === 'r' ? ok(content) : decodeStringLiteral(content);
      if (decoded.ok) this.#add('string', decoded.value, start);
      else this.#complain('syntax', decoded.error, start);
    }
  }

  /** What stands between the quotes, as written; `undefined` when they are not closed. Only three quotes span lines. */
  #content(quotes: string): string | undefined {
    const close = new RegExp(quotes, 'y');
    const end = quotes.length === 3 ? /[\\"']/g : /[\\"'\n]/g;
    let content = '';
    while (!this.#cursor.atEnd) {
      if (this.#cursor.take(close) !== '') return content;
      const next = this.#cursor.peek();
      if (next === '\n' && quotes.length === 1) return undefined;
      content += next === '\\' ? this.#cursor.take(/\\(?:\r\n|[\s\S]?)/y) : this.#cursor.takeRun(end);
    }
    return undefined;
  }

  #add(kind: RuleToken['kind'], text: string, start: number): void {
    this.#tokens.push({ kind, text, span: { start, end: this.#cursor.position } });
  }

  #complain(code: RuleComplaint['code'], message: string, start: number): void {
    const end = Math.max(this.#cursor.position, start + 1);
    this.#complaint ??= { code, message, span: { start, end } };
  }
}
