import { CodexError } from '../../domain/codex-error.js';
import type { Config } from '../../domain/config/config.js';
import { loadConfig, type SettingsSources } from './load-config.js';

/**
 * How strictly commands are confined according to the configuration; `hardened` when it does not say. A configuration that cannot be used
 * asks for nothing weaker either: what is wrong with it is told to whoever opens a thread or examines the machine.
 */
export async function sandboxLevel(sources: SettingsSources): Promise<NonNullable<Config['sandboxLevel']>> {
  try {
    const { resolved } = await loadConfig({}, sources);
    return resolved.config.sandboxLevel ?? 'hardened';
  } catch (error) {
    if (CodexError.is(error)) return 'hardened';
    throw error;
  }
}
