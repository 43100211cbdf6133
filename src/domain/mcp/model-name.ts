/** Longest name of a function or a namespace that providers accept. */
const maxLength = 64;

/**
 * The name under which the model sees a tool or a server: letters, digits and `_`, everything else replaced by `_`, at most 64
 * characters. A longer name keeps its beginning and gets a checksum, so that two long names stay two names.
 */
export function modelName(name: string): string {
  const plain = name.slice(0, maxLength * 4).replaceAll(/[^A-Za-z0-9_]/gu, '_');
  if (plain === '') return '_';
  if (plain.length <= maxLength && name.length <= maxLength * 4) return plain;
  return `${plain.slice(0, maxLength - 9)}_${checksum(name)}`;
}

/** The namespace of a server's tools, such as `mcp__my_srv` for the server `my-srv`. */
export function namespaceName(server: string): string {
  return modelName(`mcp__${server}`);
}

/**
 * One name per key, made by `nameOf`. Where keys share a name, the first one keeps it and the others are numbered, so the order of the
 * keys must not depend on anything that changes. Equal keys are one key.
 */
export function distinctNames(keys: readonly string[], nameOf: (key: string) => string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const key of keys) {
    if (names.has(key)) continue;
    const name = untaken(nameOf(key), taken);
    taken.add(name);
    names.set(key, name);
  }
  return names;
}

function untaken(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `_${number}`;
    const candidate = `${name.slice(0, maxLength - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** FNV-1a over the UTF-16 units, as eight hexadecimal digits: tells names apart, protects nothing. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
