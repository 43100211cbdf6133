import { CommandBuilder, type HereDocument, type WordRole } from './command-builder.js';
import type { ScannedCommand } from './scanned-command.js';
import { TextCursor } from './text-cursor.js';

/** What a scan found. */
export interface ScannedScript {
  readonly commands: readonly ScannedCommand[];
  /** Texts in which the shell expands substitutions, to be scanned with {@link scanExpansions}. */
  readonly expandedTexts: readonly string[];
}

/**
 * Finds every command that is written out anywhere in a script: in control flow, functions, groups, substitutions, strings and on further lines.
 *
 * It accepts any text and would rather find too much than too little, so what it finds may be a reason to ask or to refuse, never one to allow.
 * Takes time linear in the length of the script.
 */
export function scanCommands(script: string): ScannedScript {
  const asBash = new CommandScanner(script, 'escapes').scan('script');
  // Shells that do not know `$'…'` read on where the others see an escaped quote. What runs in either of them counts.
  if (!/\$'[^']*\\'/.test(script)) return asBash;
  const asPosix = new CommandScanner(script, 'none').scan('script');
  return {
    commands: [...asBash.commands, ...asPosix.commands],
    expandedTexts: [...asBash.expandedTexts, ...asPosix.expandedTexts],
  };
}

/** Finds the commands in the substitutions of a text that is expanded like a double-quoted string. */
export function scanExpansions(text: string): ScannedScript {
  return new CommandScanner(text, 'escapes').scan('text');
}

type Enclosure =
  /** Commands up to `)`: a substitution, a group or the parentheses of a function. */
  | 'parentheses'
  /** A second parenthesis right after the first: arithmetic, most likely. */
  | 'arithmetic'
  | 'backticks'
  | 'double-quotes'
  /** `${…}`, whose text is not looked at. */
  | 'parameter'
  | 'text'
  | 'script';

interface Frame {
  readonly enclosure: Enclosure;
  /** Shared with the frame below unless the enclosure holds commands of its own. */
  readonly builder: CommandBuilder;
}

const commandEnclosures: ReadonlySet<Enclosure> = new Set(['parentheses', 'arithmetic', 'backticks', 'script']);

class CommandScanner {
  readonly #dollarQuotes: 'escapes' | 'none';
  readonly #cursor: TextCursor;
  readonly #commands: ScannedCommand[] = [];
  readonly #expandedTexts: string[] = [];
  readonly #hereDocuments: HereDocument[] = [];
  readonly #frames: Frame[] = [];
  #frame: Frame;

  /** @param dollarQuotes whether a backslash means anything in `$'…'` */
  constructor(script: string, dollarQuotes: 'escapes' | 'none') {
    this.#dollarQuotes = dollarQuotes;
    this.#cursor = new TextCursor(script);
    this.#frame = { enclosure: 'script', builder: this.#newBuilder() };
  }

  scan(enclosure: 'script' | 'text'): ScannedScript {
    if (enclosure === 'text') this.#open('text');
    while (!this.#cursor.atEnd) this.#step();
    while (this.#frames.length > 0) this.#close();
    if (enclosure === 'script') this.#frame.builder.endCommand();
    return { commands: this.#commands, expandedTexts: this.#expandedTexts };
  }

  #step(): void {
    if (commandEnclosures.has(this.#frame.enclosure)) this.#stepInCommands();
    else if (this.#frame.enclosure === 'parameter') this.#stepInParameter();
    else this.#stepInText();
  }

  #stepInCommands(): void {
    const character = this.#cursor.peek();
    switch (character) {
      case '\\':
      case "'":
      case '"':
      case '$':
      case '`':
        this.#quoteOrExpansion(character);
        return;
      case '(':
      case ')':
        this.#parenthesis(character);
        return;
      case '<':
      case '>':
        this.#redirection();
        return;
      default:
        this.#separatorOrText(character);
    }
  }

  #quoteOrExpansion(character: '\\' | "'" | '"' | '$' | '`'): void {
    if (character === '\\') this.#escape();
    else if (character === '$') this.#dollar();
    else if (character === '`') this.#backtick();
    else {
      this.#cursor.skip(1);
      if (character === '"') this.#openQuotes();
      else this.#frame.builder.appendQuoted(this.#cursor.takeThrough("'"));
    }
  }

  #separatorOrText(character: string): void {
    const { builder } = this.#frame;
    if (character === '\n') this.#newline();
    else if (character === '#' && !builder.inWord) this.#cursor.takeRun(/\n/g);
    else if (character === '&' && this.#cursor.peek(1) === '>') this.#cursor.skip(1);
    else if (/[;&|]/.test(character)) {
      builder.endCommand();
      this.#cursor.skip(1);
    } else if (/\s/.test(character)) {
      builder.endWord();
      this.#cursor.skip(1);
    } else builder.append(this.#cursor.takeRun(/[\s\\'"$`()<>;&|#]/g));
  }

  #escape(): void {
    const escaped = this.#cursor.peek(1);
    if (escaped !== '\n') this.#frame.builder.appendQuoted(escaped);
    this.#cursor.skip(2);
  }

  #stepInText(): void {
    const character = this.#cursor.peek();
    if (character === '"' && this.#frame.enclosure === 'double-quotes') {
      this.#cursor.skip(1);
      this.#close();
    } else if (character === '\\') this.#escapeInText();
    else if (character === '$') this.#dollar();
    else if (character === '`') this.#backtick();
    else this.#frame.builder.append(this.#cursor.takeRun(/["\\$`]/g));
  }

  #escapeInText(): void {
    const escaped = this.#cursor.peek(1);
    const { builder } = this.#frame;
    if (!'$`"\\\n'.includes(escaped)) builder.append('\\');
    if (escaped !== '\n') builder.append(escaped);
    this.#cursor.skip(2);
  }

  #stepInParameter(): void {
    const character = this.#cursor.peek();
    if (character === '$') this.#dollar();
    else if (character === '`') this.#backtick();
    else {
      this.#cursor.skip(character === '\\' ? 2 : 1);
      if (character === '}') this.#close();
      else if (character === '"') this.#openQuotes();
    }
  }

  /** `$(…)`, `${…}`, `$name`, `$'…'`, `$"…"`: whatever it is, the word is not literal any more. */
  #dollar(): void {
    this.#frame.builder.appendExpansion();
    this.#cursor.skip(1);
    const next = this.#cursor.peek();
    const quotes = this.#dollarQuotes === 'escapes' && commandEnclosures.has(this.#frame.enclosure);
    if (next === '(' || next === '{') {
      this.#cursor.skip(1);
      this.#open(next === '(' ? 'parentheses' : 'parameter');
    } else if (next === "'" && quotes) this.#skipDollarQuotes();
    else this.#cursor.take(/[A-Za-z0-9_]+|[@*#?$!-]/y);
  }

  #skipDollarQuotes(): void {
    const toQuoteOrEscape = /[\\']/g;
    this.#cursor.takeRun(toQuoteOrEscape);
    while (this.#cursor.peek() === '\\') {
      this.#cursor.skip(1);
      this.#cursor.takeRun(toQuoteOrEscape);
    }
    this.#cursor.skip(1);
  }

  #backtick(): void {
    this.#cursor.skip(1);
    if (this.#frame.enclosure === 'backticks') this.#close();
    else {
      this.#frame.builder.appendExpansion();
      this.#open('backticks');
    }
  }

  #parenthesis(character: '(' | ')'): void {
    const { enclosure, builder } = this.#frame;
    const isSecond = this.#cursor.peek(-1) === '(';
    this.#cursor.skip(1);
    builder.endCommand();
    if (character === '(') this.#open(isSecond || enclosure === 'arithmetic' ? 'arithmetic' : 'parentheses');
    else if ((enclosure === 'arithmetic' || enclosure === 'parentheses') && !builder.inCase) this.#close();
  }

  #redirection(): void {
    const { enclosure, builder } = this.#frame;
    if (enclosure === 'arithmetic') {
      builder.endCommand();
      this.#cursor.skip(1);
      return;
    }
    const operator = this.#cursor.take(/<<<|<<-?|[<>][&|>]?/y);
    const isProcess = operator.length === 1 && this.#cursor.peek() === '(';
    builder.beginRedirection(isProcess ? 'argument' : roleAfter(operator));
    if (!isProcess) return;
    builder.appendExpansion();
    this.#cursor.skip(1);
    this.#open('parentheses');
  }

  #newline(): void {
    this.#frame.builder.endCommand();
    this.#cursor.skip(1);
    for (const document of this.#hereDocuments.splice(0)) this.#readHereDocument(document);
  }

  #readHereDocument({ delimiter, expanded, tabbed, deliver }: HereDocument): void {
    // Without its last line it may be no here-document at all; then its lines are looked at like all others.
    const body = this.#cursor.takeLines(delimiter, tabbed ? 'ignored' : 'kept');
    if (body === undefined) return;
    deliver(body);
    if (expanded) this.#expandedTexts.push(body);
  }

  #openQuotes(): void {
    this.#frame.builder.appendQuoted('');
    this.#open('double-quotes');
  }

  #open(enclosure: Enclosure): void {
    this.#frames.push(this.#frame);
    const builder = commandEnclosures.has(enclosure) ? this.#newBuilder() : this.#frame.builder;
    this.#frame = { enclosure, builder };
  }

  #close(): void {
    if (commandEnclosures.has(this.#frame.enclosure)) this.#frame.builder.endCommand();
    this.#frame = this.#frames.pop() ?? this.#frame;
  }

  #newBuilder(): CommandBuilder {
    return new CommandBuilder({ commands: this.#commands, hereDocuments: this.#hereDocuments });
  }
}

function roleAfter(operator: string): WordRole {
  switch (operator) {
    case '<<':
      return 'delimiter';
    case '<<-':
      return 'tabbed-delimiter';
    case '<<<':
      return 'here-string';
    default:
      return 'target';
  }
}
