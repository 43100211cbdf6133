/** A word of a scanned command. Of a word that the shell would expand, only the part that is known is kept. */
export interface ScannedWord {
  readonly text: string;
  /** Whether `text` is exactly what the program receives. */
  readonly literal: boolean;
}

/** A command that occurs somewhere in a script. */
export interface ScannedCommand {
  /** Program first; assignments, redirections and the shell's own words are left out. */
  readonly words: readonly ScannedWord[];
  /** What a here-document or here-string gives it to read. */
  readonly input?: string;
}
