import { err, ok, type Result } from '../result.js';
import { type Config, configTable } from './config.js';
import type { ConfigError, ConfigWarning } from './config-layer.js';
import { decodeShape, type ShapeProblem } from './decode-shape.js';
import { type InertKey, inertKeysOf } from './inert-keys.js';
import { formatKeyPath, type KeyPath } from './key-path.js';
import type { MergedConfig } from './merge-layers.js';
import { unknownProfileKeys } from './unknown-profile-keys.js';
import { classifyUnlistedKey } from './unsupported-keys.js';

/** What is done about a key that nobody knows. */
export type UnknownKeys = 'warn' | 'refuse';

/** A decoded configuration and what in it has no effect. */
export interface DecodedConfig {
  readonly config: Config;
  readonly warnings: readonly ConfigWarning[];
}

/** Checks the types of all values and turns them into a {@link Config}. The first wrong value is the error. */
export function decodeConfig(
  merged: MergedConfig,
  unknownKeys: UnknownKeys = 'warn',
): Result<DecodedConfig, ConfigError> {
  const { value, problems } = decodeShape(configTable, merged.values);
  const warnings: ConfigWarning[] = [];
  const unknown = unknownProfileKeys(merged.values.permissions).map(
    (key) => ({ kind: 'unknown-key', ...key }) as const,
  );
  for (const problem of [...problems, ...unknown]) {
    const source = sourceOf(merged, problem.path);
    if (problem.kind === 'mismatch') return err(mismatchError(problem, source));
    const key = formatKeyPath(problem.path);
    const kind = classifyUnlistedKey(key);
    if (kind === 'unknown' && unknownKeys === 'refuse') return err(unknownKeyError(key, source, problem.suggestion));
    if (kind === 'unknown') warnings.push(unknownKeyWarning(key, source, problem.suggestion));
    if (kind === 'unsupported') warnings.push(unsupportedKeyWarning(key, source));
  }
  for (const { path, reason } of inertKeysOf(merged.values)) {
    warnings.push(unsupportedKeyWarning(formatKeyPath(path), sourceOf(merged, path), reason));
  }
  return ok({ config: value ?? {}, warnings: atMost(mostWarnings, warnings) });
}

/** More of them would not be read by anybody. */
const mostWarnings = 20;

function atMost(limit: number, warnings: readonly ConfigWarning[]): readonly ConfigWarning[] {
  const [first] = warnings.slice(limit);
  if (first === undefined) return warnings;
  const message = `${warnings.length - limit} more keys have no effect`;
  return [...warnings.slice(0, limit), { code: 'unknown-key', source: first.source, message }];
}

/** The source of the layer that a key comes from. */
export function sourceOf(merged: Pick<MergedConfig, 'originOf'>, path: KeyPath): string {
  return merged.originOf(path)?.source ?? 'configuration';
}

function mismatchError(problem: Extract<ShapeProblem, { kind: 'mismatch' }>, source: string): ConfigError {
  const key = formatKeyPath(problem.path);
  const hint = suggestion(problem.suggestion);
  return {
    code: 'invalid-value',
    source,
    key,
    message: `\`${key}\` must be ${problem.expected}; found ${problem.found}${hint}`,
  };
}

function unknownKeyError(key: string, source: string, near: string | undefined): ConfigError {
  return { code: 'unknown-key', source, key, message: `unknown key \`${shown(key)}\`${suggestion(near)}` };
}

function unknownKeyWarning(key: string, source: string, near: string | undefined): ConfigWarning {
  return { code: 'unknown-key', source, key, message: `unknown key \`${shown(key)}\` is ignored${suggestion(near)}` };
}

function unsupportedKeyWarning(
  key: string,
  source: string,
  reason: InertKey['reason'] = 'no-such-feature',
): ConfigWarning {
  const why = reason === 'always-on' ? 'this feature cannot be switched off here' : 'this feature does not exist here';
  return {
    code: 'unsupported-key',
    source,
    key,
    message: `\`${key}\` has no effect: ${why}`,
  };
}

/** A key of ordinary length as it is. */
function shown(key: string): string {
  return key.length <= 200 ? key : `${key.slice(0, 200)}...`;
}

function suggestion(name: string | undefined): string {
  return name === undefined ? '' : `; did you mean \`${name}\`?`;
}
