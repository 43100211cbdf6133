import { CodexError } from '../../domain/codex-error.js';
import { type ConfigError, type ConfigWarning, describeConfigProblem } from '../../domain/config/config-layer.js';
import { layerFromObject } from '../../domain/config/layer-from-object.js';
import { type ResolvedConfig, resolveConfig } from '../../domain/config/resolve-config.js';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import type { LoadedConfig } from '../../ports/config-source.js';
import type { Environment } from '../../ports/environment.js';
import type { FileSystem } from '../../ports/file-system.js';
import type { CodexSettings } from './codex-settings.js';
import { configFromOptions, type ThreadOptions } from './thread-options.js';

/** What settings are made of. */
export interface SettingsSources {
  readonly codex: CodexSettings;
  readonly environment: Environment;
  readonly fileSystem: FileSystem;
}

/** A configuration as it was read, and what it means for one directory. */
export interface ConfigInForce {
  /** The working directory that it was read for. */
  readonly cwd: AbsolutePath;
  readonly loaded: LoadedConfig;
  readonly resolved: ResolvedConfig;
}

/**
 * Reads the configuration that is in force for a thread with these options.
 *
 * @throws CodexError `working-directory-missing`, `invalid-config`.
 */
export async function loadConfig(options: ThreadOptions, sources: SettingsSources): Promise<ConfigInForce> {
  const { codex, environment, fileSystem } = sources;
  const cwd = resolvePath(environment.workingDirectory, options.workingDirectory ?? '.');
  const { type } = await fileSystem.inspect(cwd);
  if (type !== 'directory') {
    const remedy =
      type === 'missing'
        ? 'does not exist; create it, or set `workingDirectory`'
        : 'is not a directory; set `workingDirectory` to one';
    throw new CodexError('working-directory-missing', `working directory \`${cwd}\` ${remedy}`);
  }
  const fromThread = layerFromObject(configFromOptions(options), { source: 'thread options' });
  if (!fromThread.ok) throw await configError(fromThread.error, codex);
  const session = [...(await codex.layers()), fromThread.value];
  const profileFile = codex.profileFile === undefined ? {} : { profileFile: codex.profileFile };
  const request = { codexHome: codex.codexHome, cwd, session, ...profileFile };
  const found = codex.userConfig === 'ignore' ? undefined : await codex.configSource.load(request);
  if (found?.ok === false) throw await configError(found.error, codex);
  const loaded: LoadedConfig = found?.value ?? { layers: [], warnings: [] };
  const resolved = resolveConfig([...loaded.layers, ...session], {
    homeDirectory: environment.homeDirectory,
    unknownKeys: codex.unknownKeys,
    // The name selects a file beside the user's configuration and an entry of `profiles` alike.
    ...(codex.profileFile === undefined ? {} : { profile: codex.profileFile }),
  });
  if (!resolved.ok) throw await configError(resolved.error, codex);
  return { cwd, loaded, resolved: { ...resolved.value, warnings: await located(resolved.value.warnings, codex) } };
}

/** Warnings with the places where the keys are set. */
async function located(
  warnings: readonly ConfigWarning[],
  { configSource }: CodexSettings,
): Promise<readonly ConfigWarning[]> {
  return Promise.all(warnings.map(async (warning) => (await configSource.locate?.(warning)) ?? warning));
}

/** A problem of the configuration as an error that points at the place. */
export async function configError(problem: ConfigError, { configSource }: CodexSettings): Promise<CodexError> {
  const located = (await configSource.locate?.(problem)) ?? problem;
  const code = located.key === 'model_provider' ? 'model-provider-unknown' : 'invalid-config';
  return new CodexError(code, describeConfigProblem(located));
}
