/** The line that allows every command which begins with some words, as it is appended to a rule file; without a line break. */
export function renderAllowRule(prefix: readonly [string, ...string[]]): string {
  const pattern = prefix.map((word) => JSON.stringify(word)).join(', ');
  return `prefix_rule(pattern=[${pattern}], decision="allow")`;
}
