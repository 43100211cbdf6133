import { err, ok, type Result } from '../result.js';

/** The names that lead from the root table to a value, outermost first. */
export type KeyPath = readonly string[];

const bareKey = /^[A-Za-z0-9_-]+$/;
const keyPathPart = /\s*(?:([A-Za-z0-9_-]+)|"((?:[^"\\]|\\.)*)"|'([^']*)')\s*(\.|$)/y;

/** Spells a key path as TOML does: bare words, and quotes around everything else. */
export function formatKeyPath(path: KeyPath): string {
  return path.map((name) => (bareKey.test(name) ? name : JSON.stringify(name))).join('.');
}

/** Parses a dotted key: bare words, `"basic"` and `'literal'` quotes. The error is a sentence about what is wrong. */
export function parseKeyPath(text: string): Result<KeyPath, string> {
  if (text.trim() === '') return err('the key is empty');
  const names: string[] = [];
  const pattern = new RegExp(keyPathPart);
  for (;;) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    const name = match === null ? undefined : nameOfPart(match);
    if (match === null || name === undefined) {
      return err(`the key \`${text}\` is malformed at column ${start + 1}; expected a bare word or a quoted name`);
    }
    names.push(name);
    if (match[4] === '') return ok(names);
  }
}

function nameOfPart(match: RegExpExecArray): string | undefined {
  const [, bare, basic, literal] = match;
  if (basic === undefined) return bare ?? literal;
  try {
    const unescaped: unknown = JSON.parse(`"${basic}"`);
    return typeof unescaped === 'string' ? unescaped : undefined;
  } catch {
    // A basic string with an escape that JSON does not know: malformed, and reported as such by the caller.
    return undefined;
  }
}
