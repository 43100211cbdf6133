/** Splits a command line as `CommandLineToArgvW` does: the program by its own rule, the arguments by that of backslashes and quotes. */
export function splitArguments(line: string): readonly string[] {
  const { program, rest } = splitProgram(line);
  const words = [program];
  let index = 0;
  while (index < rest.length) {
    while (/[ \t]/.test(rest[index] ?? '')) index += 1;
    if (index >= rest.length) break;
    const word = readWord(rest, index);
    words.push(word.text);
    index = word.end;
  }
  return words;
}

function splitProgram(line: string): { readonly program: string; readonly rest: string } {
  const end = line.startsWith('"') ? line.indexOf('"', 1) : line.search(/[ \t]|$/);
  return { program: line.slice(line.startsWith('"') ? 1 : 0, end), rest: line.slice(end + 1) };
}

function readWord(text: string, start: number): { readonly text: string; readonly end: number } {
  let word = '';
  let quoted = false;
  let index = start;
  while (index < text.length && (quoted || !/[ \t]/.test(text[index] ?? ''))) {
    const slashes = /^\\*/.exec(text.slice(index))?.[0].length ?? 0;
    index += slashes;
    if (text[index] !== '"') {
      word += '\\'.repeat(slashes);
      if (index < text.length && (quoted || !/[ \t]/.test(text[index] ?? '')) && slashes === 0) word += text[index++];
      continue;
    }
    word += '\\'.repeat(Math.floor(slashes / 2));
    if (slashes % 2 === 1) word += '"';
    else if (quoted && text[index + 1] === '"') {
      word += '"';
      index += 1;
    } else quoted = !quoted;
    index += 1;
  }
  return { text: word, end: index };
}
