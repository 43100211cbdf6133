/**
 * A text as it stands between quotation marks, for programs that split their arguments the usual way: a run of backslashes is doubled where
 * a quotation mark follows, be it one of the text or the closing one. Takes no longer than the text is long.
 *
 * @param mark stands for a quotation mark of the text
 */
export function quotableText(text: string, mark: string): string {
  const parts = text.split('"');
  return parts.map((part) => `${part}${part.slice(beginOfBackslashes(part))}`).join(mark);
}

function beginOfBackslashes(text: string): number {
  let begin = text.length;
  while (text[begin - 1] === '\\') begin -= 1;
  return begin;
}
