/** Splits a command line that was quoted for a POSIX shell into its words: the inverse of quoting, not a shell. */
export function splitCommandLine(line: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|[^\s'"])+/gs)) {
    words.push(
      word.replaceAll(
        /'([^']*)'|"((?:[^"\\]|\\.)*)"/gs,
        (_, single: string | undefined, double: string | undefined) =>
          single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? '',
      ),
    );
  }
  return words;
}
