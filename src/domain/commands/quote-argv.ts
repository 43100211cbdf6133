const plainWord = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** Writes an argument vector as one line that a POSIX shell reads back as the same words; quotes only where they are needed. */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  if (plainWord.test(word)) return word;
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}
