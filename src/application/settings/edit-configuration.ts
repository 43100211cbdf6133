import { CodexError } from '../../domain/codex-error.js';
import { type ConfigError, type ConfigLayer, describeConfigProblem } from '../../domain/config/config-layer.js';
import { decodeConfig } from '../../domain/config/decode-config.js';
import { parseKeyPath } from '../../domain/config/key-path.js';
import { mergeLayers, tableWith } from '../../domain/config/merge-layers.js';
import { resolveConfig } from '../../domain/config/resolve-config.js';
import { resolvePath } from '../../domain/paths/absolute-path.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { JsonValue } from '../../domain/tools/tool-definition.js';
import type { ConfigEdit, ConfigEditOutcome, ConfigEditor } from '../../ports/config-editor.js';
import type { SettingsSources } from './load-config.js';

/** A change of the user's own configuration. Keys are in TOML spelling, such as `mcp_servers.docs`. */
export type ConfigurationEdit =
  /** Replaces whatever is there; a table is replaced as a whole. */
  | { readonly set: string; readonly value: JsonValue }
  /** Removes a value, or a table with everything in it; nothing to remove is no error. */
  | { readonly remove: string };

/**
 * Changes the user's `config.toml`. What is set has to be a setting that is known, of the right type.
 *
 * @throws CodexError `invalid-config` when the file cannot be edited or a setting is wrong; nothing was changed then.
 */
export async function editConfiguration(
  edits: readonly ConfigurationEdit[],
  editor: ConfigEditor,
  { codex }: Pick<SettingsSources, 'codex'>,
): Promise<ConfigEditOutcome> {
  if (codex.userConfig === 'ignore') {
    throw new CodexError('invalid-option', "the user's configuration is ignored, so it is not changed either");
  }
  const decoded = edits.map(decodeEdit);
  const wanted: ConfigEdit[] = [];
  for (const edit of decoded) {
    if (!edit.ok) throw new CodexError('invalid-config', describeConfigProblem(edit.error));
    wanted.push(edit.value);
  }
  const edited = await editor.edit(resolvePath(codex.codexHome, 'config.toml'), wanted);
  if (!edited.ok) throw new CodexError('invalid-config', describeConfigProblem(edited.error));
  return edited.value;
}

const source = 'the new setting';

function decodeEdit(edit: ConfigurationEdit): Result<ConfigEdit, ConfigError> {
  const text = 'set' in edit ? edit.set : edit.remove;
  const key = parseKeyPath(text);
  if (!key.ok) return err({ code: 'invalid-value', source, message: key.error });
  if (!('set' in edit)) return ok({ kind: 'remove', key: key.value });
  const { value } = edit;
  const layer: ConfigLayer = { name: 'user', source, values: tableWith(key.value, value) };
  // A server is checked as a whole; a single key of one says too little.
  const [first] = key.value;
  const isWhole = first !== 'mcp_servers' || key.value.length <= 2;
  const checked = isWhole
    ? resolveConfig([layer], { unknownKeys: 'refuse' })
    : decodeConfig(mergeLayers([layer]), 'refuse');
  return checked.ok ? ok({ kind: 'set', key: key.value, value }) : err(checked.error);
}
