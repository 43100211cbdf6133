/** What the command interpreter makes of a line that `quoteBatch` has rendered. */
export interface InterpretedLine {
  /** The words after expansion, as the batch file sees them, still quoted. */
  readonly words: readonly string[];
  /** Characters that would begin another command, redirect, or escape, outside of quotation marks. */
  readonly live: string;
}

/**
 * A model of the first two phases of `cmd.exe /e:ON /v:OFF /d /s /c "…"`: percent expansion, in which quotation marks mean nothing, and
 * then the search for special characters, which quotation marks switch off.
 */
export function interpret(line: string, variables: Readonly<Record<string, string>>): InterpretedLine {
  const inner = /^"[^"]*" \/e:ON \/v:OFF \/d \/s \/c "(.*)"$/s.exec(line)?.[1] ?? '';
  const expanded = expandPercents(inner, variables);
  let quoted = false;
  let live = '';
  let word = '';
  const words: string[] = [];
  for (const character of expanded) {
    if (character === '"') quoted = !quoted;
    if (!quoted && /[&|<>^()\r\n]/.test(character)) live += character;
    if (!quoted && /[ \t,;=]/.test(character)) {
      words.push(word);
      word = '';
    } else word += character;
  }
  return { words: [...words, word], live };
}

/** `%name%` and `%name:~start,length%`; a percent sign that begins no known variable stays. */
function expandPercents(text: string, variables: Readonly<Record<string, string>>): string {
  let result = '';
  for (let index = 0; index < text.length; ) {
    const rest = text.slice(index);
    const match = /^%([^%:]+)(:~(-?\d*)(?:,(-?\d*))?)?%/.exec(rest);
    const value = match?.[1] === undefined ? undefined : variables[match[1].toLowerCase()];
    if (match === null || value === undefined) {
      result += text[index];
      index += 1;
      continue;
    }
    const [whole, , slice, start = '', length] = match;
    const from = Number(start);
    if (slice === undefined) result += value;
    else result += length === undefined ? value.slice(from) : value.slice(from, from + Number(length));
    index += whole.length;
  }
  return result;
}
