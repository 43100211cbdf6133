import type { ScannedCommand, ScannedWord } from './scanned-command.js';

/** What the next word is: part of the command, or what follows `<<`, `<<<` or another redirection. */
export type WordRole = 'argument' | 'target' | 'here-string' | 'delimiter' | 'tabbed-delimiter';

/** A here-document that was announced: its lines follow the line that is being read. */
export interface HereDocument {
  readonly delimiter: string;
  /** Whether the shell expands what it holds. */
  readonly expanded: boolean;
  /** Whether tabs before the delimiter are ignored. */
  readonly tabbed: boolean;
  /** Gives the text to the command that reads it. */
  readonly deliver: (text: string) => void;
}

interface CommandInProgress {
  readonly words: ScannedWord[];
  input?: string;
}

const leadingWords: ReadonlySet<string> = new Set(
  '! { } if then elif else while until do time coproc in esac fi done'.split(' '),
);
/** What may stand before the `=` differs from shell to shell, and no program has one in its name. */
const assignment = /^[^=]+=/;

/** Puts the commands of one list of commands together, piece by piece. */
export class CommandBuilder {
  readonly #commands: ScannedCommand[];
  readonly #hereDocuments: HereDocument[];
  #command: CommandInProgress = { words: [] };
  #text: string | undefined;
  #literal = true;
  #quoted = false;
  #role: WordRole = 'argument';
  #openCases = 0;

  /** @param sinks where finished commands and announced here-documents go */
  constructor(sinks: { readonly commands: ScannedCommand[]; readonly hereDocuments: HereDocument[] }) {
    this.#commands = sinks.commands;
    this.#hereDocuments = sinks.hereDocuments;
  }

  /** Whether a word has begun. */
  get inWord(): boolean {
    return this.#text !== undefined;
  }

  /** Whether a `case` is open, so that a `)` ends a pattern. */
  get inCase(): boolean {
    return this.#openCases > 0;
  }

  append(text: string): void {
    this.#text = (this.#text ?? '') + text;
  }

  /** The same for text in quotes, which begins a word even when it is empty. */
  appendQuoted(text: string): void {
    this.append(text);
    this.#quoted = true;
  }

  /** Something in the word will be replaced by the shell. */
  appendExpansion(): void {
    this.append('');
    this.#literal = false;
  }

  /** Ends the word before a redirection, of which the number of a file descriptor is a part. */
  beginRedirection(role: WordRole): void {
    if (this.#text !== undefined && /^\d+$/.test(this.#text)) this.#forgetWord();
    this.endWord();
    this.#role = role;
  }

  endWord(): void {
    const text = this.#text;
    if (text === undefined) return;
    if (this.#role === 'argument') this.#addArgument({ text, literal: this.#literal });
    else if (this.#role === 'here-string') this.#command.input = text;
    else if (this.#role !== 'target') this.#announce(text, this.#role);
    this.#role = 'argument';
    this.#forgetWord();
  }

  endCommand(): void {
    this.endWord();
    this.#role = 'argument';
    // INVARIANT: the object itself goes into the list, because a here-document may complete it later.
    if (this.#command.words.length > 0) this.#commands.push(this.#command);
    this.#command = { words: [] };
  }

  #addArgument(word: ScannedWord): void {
    const { words } = this.#command;
    const isFirst = words.length === 0;
    if (isFirst && word.text === 'case') this.#openCases += 1;
    if (isFirst && word.text === 'esac') this.#openCases = Math.max(0, this.#openCases - 1);
    if (word.text === '{' && words[0]?.text === 'function') words.length = 0;
    else if (!isFirst || !isLeading(word.text)) words.push(word);
  }

  #announce(delimiter: string, role: WordRole): void {
    const command = this.#command;
    this.#hereDocuments.push({
      delimiter,
      expanded: !this.#quoted,
      tabbed: role === 'tabbed-delimiter',
      deliver: (text) => {
        command.input = text;
      },
    });
  }

  #forgetWord(): void {
    this.#text = undefined;
    this.#literal = true;
    this.#quoted = false;
  }
}

/** Whether a word comes before a command without being its program; no program is named like an option of `time -p`. */
function isLeading(text: string): boolean {
  return leadingWords.has(text) || assignment.test(text) || text.startsWith('-');
}
