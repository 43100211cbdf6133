/** A hunk as the formatter takes it. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: string[];
}

/** The one hunk that replaces everything. Linear in the length of the texts. */
export function rewrittenHunk(before: string, after: string): Hunk {
  const [removed, added] = [linesOf(before), linesOf(after)];
  return {
    oldStart: 1,
    oldLines: removed.length,
    newStart: 1,
    newLines: added.length,
    lines: [...marked(removed, '-', before), ...marked(added, '+', after)],
  };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function marked(lines: readonly string[], mark: '-' | '+', text: string): readonly string[] {
  const own = lines.map((line) => `${mark}${line}`);
  return text === '' || text.endsWith('\n') ? own : [...own, '\\ No newline at end of file'];
}
