/** A form of the policy language: a list, a text, or a word. */
export type Parsed = readonly Parsed[] | { readonly text: string } | { readonly word: string };

const token = /\s+|;[^\n]*|(\()|(\))|#"([^"]*)"|"((?:[^"\\]|\\[\s\S])*)"|([^\s()";]+)/gy;

/** Reads all forms of a policy. */
export function readForms(policy: string): readonly Parsed[] {
  const stack: Parsed[][] = [[]];
  token.lastIndex = 0;
  while (token.lastIndex < policy.length) {
    const at = token.lastIndex;
    const found = token.exec(policy);
    if (found === null) throw new Error(`cannot be read: ${policy.slice(at, at + 20)}`);
    const [, open, close, raw, quoted, word] = found;
    if (open !== undefined) stack.push([]);
    else if (close !== undefined) closeList(stack);
    else if (raw !== undefined) stack.at(-1)?.push({ text: raw });
    else if (quoted !== undefined) stack.at(-1)?.push({ text: quoted.replaceAll(/\\([\s\S])/g, '$1') });
    else if (word !== undefined) stack.at(-1)?.push({ word });
  }
  if (stack.length !== 1) throw new Error('a list is not closed');
  return stack[0] ?? [];
}

function closeList(stack: Parsed[][]): void {
  const list = stack.pop();
  const outer = stack.at(-1);
  if (list === undefined || outer === undefined) throw new Error('a list is closed twice');
  outer.push(list);
}
