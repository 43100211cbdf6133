import { err, ok, type Result } from '../result.js';
import { formatKeyPath, type KeyPath } from './key-path.js';
import { mcpServerTable } from './mcp-server-table.js';
import { nearestName } from './nearest-name.js';
import { type ShapeNode, tomlName } from './shape.js';

type Spelled = Result<unknown, string>;

/**
 * Servers with the keys of programs, such as `bearerTokenEnvVar`, as `config.toml` spells them. The error is about the first key that
 * nobody knows; values are checked with the rest of the configuration.
 */
export function spellMcpServers(servers: Readonly<Record<string, unknown>>): Spelled {
  return spell({ kind: 'map', values: mcpServerTable }, servers, []);
}

function spell(shape: ShapeNode, value: unknown, path: KeyPath): Spelled {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || (shape.kind !== 'map' && shape.kind !== 'table')) return ok(value);
  const entries: (readonly [string, unknown])[] = [];
  for (const [key, inner] of Object.entries(value)) {
    const field = shape.kind === 'map' ? shape.values : fieldOf(shape.fields, key);
    if (field === undefined) return err(unknownKey(shape.kind === 'table' ? Object.keys(shape.fields) : [], key, path));
    const spelled = spell(field, inner, [...path, key]);
    if (!spelled.ok) return spelled;
    entries.push([shape.kind === 'map' ? key : tomlName(key), spelled.value]);
  }
  return ok(Object.fromEntries(entries));
}

function fieldOf(fields: Extract<ShapeNode, { kind: 'table' }>['fields'], key: string): ShapeNode | undefined {
  return Object.hasOwn(fields, key) ? fields[key]?.shape : undefined;
}

function unknownKey(names: readonly string[], key: string, path: KeyPath): string {
  const near = nearestName(key, names);
  const hint =
    near === undefined
      ? `expected one of ${names.map((name) => `\`${name}\``).join(', ')}`
      : `did you mean \`${near}\`?`;
  return `unknown key \`${key}\` of \`mcpServers.${formatKeyPath(path)}\`; ${hint}`;
}
