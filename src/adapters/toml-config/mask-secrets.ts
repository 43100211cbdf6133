/** What the name of a key contains when its value is better not shown: secrets by name, and tables of the file format that hold them. */
const secretName =
  /key|token|secret|passw|credential|auth|cookie|bearer|\benv\b|headers|\bargs\b|shell_environment_policy.*\bset\b/i;

/** Keys of the file format that hold names of variables, not their values. */
const harmlessName = /^(?:.*_env_var|env_key(?:_instructions)?|env_vars|env_http_headers|requires_openai_auth)$/;

/** As much of a name as is looked at: a hostile line must not take long. */
const longestName = 200;

/** One line of a TOML document with every value masked that may be a secret. Every character stays in its column. */
export function maskSecrets(lines: readonly string[], line: number): string {
  const content = lines[line - 1] ?? '';
  const header = lines.slice(0, line - 1).findLast((each) => /^\s*\[/.test(each) && !each.includes('=')) ?? '';
  const start = secretName.test(header.slice(0, longestName)) ? valueStart(content) : secretStart(content);
  return content.slice(0, start) + content.slice(start).replaceAll(/[^\s]/g, '*');
}

function valueStart(content: string): number {
  return content.indexOf('=') + 1;
}

/** Where the value of the first key begins that is named like a secret; the end when there is none. */
function secretStart(content: string): number {
  for (let place = content.indexOf('='); place >= 0; place = content.indexOf('=', place + 1)) {
    const before = content.slice(Math.max(0, place - longestName), place);
    const name = before.slice(Math.max(before.lastIndexOf('{'), before.lastIndexOf(','), before.lastIndexOf('=')) + 1);
    if (secretName.test(name) && !harmlessName.test(name.trim())) return place + 1;
  }
  return content.length;
}
