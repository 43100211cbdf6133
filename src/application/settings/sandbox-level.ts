import type { Config } from '../../domain/config/config.js';
import { loadConfig, type SettingsSources } from './load-config.js';

/**
 * How strictly commands are confined according to the configuration; `hardened` when it does not say.
 *
 * @throws CodexError `working-directory-missing`, `invalid-config`.
 */
export async function sandboxLevel(sources: SettingsSources): Promise<NonNullable<Config['sandboxLevel']>> {
  const { resolved } = await loadConfig({}, sources);
  return resolved.config.sandboxLevel ?? 'hardened';
}
