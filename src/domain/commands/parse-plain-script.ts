import { err, ok, type Result } from '../result.js';

/** How a command is joined to the one before it; `first` begins the script. */
export type Joiner = 'first' | '&&' | '||' | ';' | '|';

/** One command of a plain script: its words as the program receives them. */
export interface PlainCommand {
  readonly joiner: Joiner;
  /** Program first; never empty. */
  readonly words: readonly [string, ...string[]];
}

/** Why a script is not plain. `index` counts UTF-16 units from the start of the script. */
export interface PlainScriptError {
  readonly code:
    | 'empty'
    /** Longer than {@link maxScriptLength}. */
    | 'too-long'
    /** Neither a plain character, a blank, a quote nor a joining operator: expansions, redirections, globs, escapes, newlines. */
    | 'unsupported-character'
    | 'unsupported-operator'
    | 'unterminated-quote'
    /** An operator has no command on one of its sides. */
    | 'missing-command'
    /** The command begins with a word that the shell itself understands. */
    | 'reserved-word'
    /** The command does not begin with a plain program name: an assignment, a quoted name, a job. */
    | 'not-a-program';
  readonly index: number;
}

/** The longest script that is looked at, in UTF-16 units; no supported system passes a longer one to a program. */
export const maxScriptLength = 1_048_576;

/**
 * Reads a script that consists of plain words and quoted strings joined by `&&`, `||`, `;` and `|`, and refuses every other one.
 *
 * The words are what bash, zsh and a POSIX shell pass to the programs. Nothing is expanded, so nothing that a shell would expand, redirect,
 * define or run in the background gets through; neither does a newline. Takes time linear in the length of the script.
 */
export function parsePlainScript(script: string): Result<readonly PlainCommand[], PlainScriptError> {
  return script.length > maxScriptLength ? err({ code: 'too-long', index: 0 }) : new PlainScriptReader(script).read();
}

/** The words of the commands of a plain script; see {@link parsePlainScript}. */
export function parsePlainCommands(script: string): Result<readonly (readonly string[])[], PlainScriptError> {
  const parsed = parsePlainScript(script);
  return parsed.ok ? ok(parsed.value.map(({ words }) => words)) : parsed;
}

/** A name or a path, and not just a number. */
const programWord = /^(?!\d+$)[\p{L}\p{N}_./][\p{L}\p{M}\p{N}_./+-]*$/u;
/** What even a quoted string may not hold: control characters other than tab and line feed, and broken surrogates. */
const notInSingleQuotes = /[^\P{Cc}\t\n]|\p{Cs}/u;
/** Within double quotes the shell looks at these as well. */
const notInDoubleQuotes = /[^\P{Cc}\t\n]|[$`\\\p{Cs}]/u;

const reservedWords: ReadonlySet<string> = new Set(
  (
    'case coproc do done elif else end esac fi for foreach function if in nocorrect repeat select then time until while ' +
    'declare export float integer local readonly typeset unset'
  ).split(' '),
);

class PlainScriptReader {
  readonly #script: string;
  readonly #commands: PlainCommand[] = [];
  // INVARIANT: what this leaves means nothing to any of the shells inside a word. `~`, `^` and `#` do in some, so they end a run too.
  readonly #endOfRun = /[^\p{L}\p{M}\p{N}_./,:=+@%-]/gu;
  #at = 0;
  #joiner: Joiner = 'first';
  #words: string[] = [];
  /** The word that is being read; undefined between words. */
  #word: string | undefined;
  #wordStart = 0;
  #wordIsQuoted = false;
  #error: PlainScriptError | undefined;

  constructor(script: string) {
    this.#script = script;
  }

  read(): Result<readonly PlainCommand[], PlainScriptError> {
    while (this.#error === undefined && this.#at < this.#script.length) this.#step();
    this.#finish();
    return this.#error === undefined ? ok(this.#commands) : err(this.#error);
  }

  #step(): void {
    switch (this.#script[this.#at]) {
      case ' ':
      case '\t':
        this.#endWord();
        this.#at += 1;
        return;
      case '&':
      case '|':
      case ';':
        this.#operator();
        return;
      case "'":
        this.#quoted("'", notInSingleQuotes);
        return;
      case '"':
        this.#quoted('"', notInDoubleQuotes);
        return;
      default:
        this.#plain();
    }
  }

  #plain(): void {
    this.#endOfRun.lastIndex = this.#at;
    const end = this.#endOfRun.exec(this.#script)?.index ?? this.#script.length;
    const run = this.#script.slice(this.#at, end);
    // A leading `=` makes zsh look the rest up as a program.
    if (run === '' || (run.startsWith('=') && this.#word === undefined))
      this.#refuse('unsupported-character', this.#at);
    else this.#append(run, end);
  }

  #quoted(quote: string, refused: RegExp): void {
    const end = this.#script.indexOf(quote, this.#at + 1);
    const text = this.#script.slice(this.#at + 1, end);
    const bad = text.search(refused);
    if (end < 0) this.#refuse('unterminated-quote', this.#at);
    else if (bad >= 0) this.#refuse('unsupported-character', this.#at + 1 + bad);
    else {
      this.#append(text, end + 1);
      this.#wordIsQuoted = true;
    }
  }

  #append(text: string, end: number): void {
    if (this.#word === undefined) this.#wordStart = this.#at;
    this.#word = (this.#word ?? '') + text;
    this.#at = end;
  }

  #operator(): void {
    let end = this.#at + 1;
    while (isOperatorCharacter(this.#script[end])) end += 1;
    const text = this.#script.slice(this.#at, end);
    if (!isJoiner(text)) this.#refuse('unsupported-operator', this.#at);
    else {
      this.#endCommand();
      this.#joiner = text;
      this.#at = end;
    }
  }

  #endWord(): void {
    const word = this.#word;
    if (word === undefined) return;
    if (this.#words.length === 0) this.#checkProgram(word);
    this.#words.push(word);
    this.#word = undefined;
    this.#wordIsQuoted = false;
  }

  #checkProgram(word: string): void {
    if (this.#wordIsQuoted || !programWord.test(word)) this.#refuse('not-a-program', this.#wordStart);
    else if (reservedWords.has(word)) this.#refuse('reserved-word', this.#wordStart);
  }

  #endCommand(): void {
    this.#endWord();
    const [program, ...rest] = this.#words;
    if (program === undefined) this.#refuse('missing-command', this.#at);
    else this.#commands.push({ joiner: this.#joiner, words: [program, ...rest] });
    this.#words = [];
  }

  #finish(): void {
    if (this.#error !== undefined) return;
    this.#endWord();
    if (this.#words.length > 0) this.#endCommand();
    else if (this.#commands.length === 0) this.#refuse('empty', 0);
    else if (this.#joiner !== ';') this.#refuse('missing-command', this.#at);
  }

  #refuse(code: PlainScriptError['code'], index: number): void {
    this.#error ??= { code, index };
  }
}

function isOperatorCharacter(character: string | undefined): boolean {
  return character === '&' || character === '|' || character === ';';
}

function isJoiner(text: string): text is Exclude<Joiner, 'first'> {
  return text === '&&' || text === '||' || text === ';' || text === '|';
}
