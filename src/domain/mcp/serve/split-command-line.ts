/** Splits a command line that was quoted for a POSIX shell into its words: the inverse of quoting, not a shell. */
export function splitCommandLine(line: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    words.push(
      word.replaceAll(
        /'([^']*)'|"([^"]*)"/g,
        (_, single: string | undefined, double: string | undefined) => single ?? double ?? '',
      ),
    );
  }
  return words;
}
