/** How many characters may be compared in vain, per character of the text, before the search gives up. */
const patience = 4;

/**
 * The offset of the first place from `from` (a line start) on where `lines` stand, as whole lines that end with LF.
 * `costly` when the text repeats itself so much that trying every place would take more than linear time.
 */
export function findLinesInText(text: string, lines: readonly string[], from: number): number | 'none' | 'costly' {
  const block = `${lines.join('\n')}\n`;
  const anchor = longestLine(lines);
  const anchorOffset = lines.slice(0, anchor).join('\n').length + (anchor === 0 ? 0 : 1);
  const needle = `${lines[anchor] ?? ''}\n`;
  let budget = patience * (text.length - from) + block.length;
  let at = findLine(text, needle, from + anchorOffset);
  while (at !== -1) {
    if (text.startsWith(block, at - anchorOffset) && startsLine(text, at - anchorOffset)) return at - anchorOffset;
    budget -= block.length;
    if (budget < 0) return 'costly';
    at = findLine(text, needle, at + 1);
  }
  return 'none';
}

/** The longest line is the least likely one to stand in many places. */
function longestLine(lines: readonly string[]): number {
  let longest = 0;
  for (const [index, line] of lines.entries()) {
    if (line.length > (lines[longest] ?? '').length) longest = index;
  }
  return longest;
}

// A needle with a newline at both ends is searched for in linear time, however much the lines resemble each other.
function findLine(text: string, needle: string, from: number): number {
  if (startsLine(text, from) && text.startsWith(needle, from)) return from;
  const before = text.indexOf(`\n${needle}`, from);
  return before === -1 ? -1 : before + 1;
}

function startsLine(text: string, offset: number): boolean {
  return offset === 0 || text[offset - 1] === '\n';
}
