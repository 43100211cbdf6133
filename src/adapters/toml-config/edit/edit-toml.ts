import { isDeepStrictEqual } from 'node:util';
import type { ConfigError } from '../../../domain/config/config-layer.js';
import { formatKeyPath, type KeyPath } from '../../../domain/config/key-path.js';
import { valueAt } from '../../../domain/config/merge-layers.js';
import { err, ok, type Result } from '../../../domain/result.js';
import type { JsonObject, JsonValue } from '../../../domain/tools/tool-definition.js';
import type { ConfigEdit } from '../../../ports/config-editor.js';
import { parseToml } from '../parse-toml.js';
import { removeKey } from './remove-key.js';
import { isRenderable, isTable } from './render-value.js';
import { setKey } from './set-key.js';

/**
 * Makes edits in a TOML text and nothing else. The result is parsed again and compared with what it has to mean, so that a document
 * written in a way that is not provided for is refused instead of damaged.
 */
export async function editToml(
  text: string,
  edits: readonly ConfigEdit[],
  source: string,
): Promise<Result<string, ConfigError>> {
  const before = await parseToml(withoutMark(text), source);
  if (!before.ok) return before;
  let edited = text;
  let expected = before.value;
  for (const edit of edits) {
    const { key } = edit;
    const refusal = refusalOf(edit);
    if (refusal !== undefined) return err({ code: 'invalid-value', source, key: formatKeyPath(key), message: refusal });
    edited = edit.kind === 'remove' ? removeKey(edited, key) : setKey(edited, key, edit.value);
    expected = withValue(expected, key, edit.kind === 'remove' ? undefined : edit.value);
    const after = await parseToml(withoutMark(edited), source);
    if (!after.ok || !isDeepStrictEqual(withoutEmptyTables(after.value), withoutEmptyTables(expected))) {
      return err(notPossible(key, source));
    }
  }
  return ok(edited);
}

function refusalOf(edit: ConfigEdit): string | undefined {
  if (edit.key.length === 0) return 'the key of a setting is missing';
  if (edit.kind === 'remove' || isRenderable(edit.value)) return undefined;
  return `\`${formatKeyPath(edit.key)}\` has a value that TOML cannot hold; expected text, numbers, booleans, lists or tables`;
}

function notPossible(key: KeyPath, source: string): ConfigError {
  const name = formatKeyPath(key);
  const message = `\`${name}\` cannot be changed without rewriting what is around it; edit the file by hand`;
  return { code: 'invalid-value', source, key: name, message };
}

/** A table with one value replaced, or removed. */
function withValue(table: JsonObject, [name = '', ...rest]: KeyPath, value: JsonValue | undefined): JsonObject {
  const inner = Object.hasOwn(table, name) ? table[name] : undefined;
  const others = Object.entries(table).filter(([key]) => key !== name);
  if (rest.length === 0) return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
  if (value === undefined && valueAt(table, [name, ...rest]) === undefined) return table;
  const changed = withValue(isTable(inner) ? inner : {}, rest, value);
  return Object.fromEntries([...others, [name, changed]]);
}

/** Whether a table without entries exists is a matter of spelling. */
function withoutEmptyTables(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutEmptyTables);
  if (!isTable(value)) return value;
  const entries = Object.entries(value)
    .map(([name, entry]) => [name, withoutEmptyTables(entry)] as const)
    .filter(([, entry]) => !isTable(entry) || Object.keys(entry).length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
