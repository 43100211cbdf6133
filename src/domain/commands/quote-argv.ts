const plainPiece = /^[\w+\-./:@\]]+$/;

/**
 * Writes an argument vector as one line that a POSIX shell reads back as the same words. Quotes stand only where they are needed, single ones
 * where they are enough; nothing in the line means anything to an interactive shell or to `fish` either.
 */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}

/** One pair of quotes after another, each around as much as it can hold. */
function quoteWord(word: string): string {
  let line = word === '' ? "''" : '';
  for (let rest = word; rest !== ''; ) {
    const single = /^\^?[^'\\^]*/.exec(rest)?.[0] ?? '';
    const double = /^[^`$!^]*/.exec(rest)?.[0] ?? '';
    const piece = single.length < double.length ? double : single;
    line += piece === single ? singleQuoted(piece) : `"${piece.replaceAll(/["\\]/g, '\\$&')}"`;
    rest = rest.slice(piece.length);
  }
  return line;
}

function singleQuoted(piece: string): string {
  return plainPiece.test(piece) ? piece : `'${piece}'`;
}
