import type { ApprovalPolicy } from '../../domain/approvals/approval-policy.js';
import { CodexError } from '../../domain/codex-error.js';
import { type ConfigError, describeConfigProblem } from '../../domain/config/config-layer.js';
import { layerFromObject } from '../../domain/config/layer-from-object.js';
import { inconsistencyError, type ResolvedConfig, resolveConfig } from '../../domain/config/resolve-config.js';
import { type Settings, settingsFrom, type TextSource } from '../../domain/config/settings.js';
import { baseInstructions } from '../../domain/conversation/context/base-instructions.js';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import type { LoadedConfig } from '../../ports/config-source.js';
import type { Environment } from '../../ports/environment.js';
import type { FileSystem } from '../../ports/file-system.js';
import type { CodexSettings } from './codex-settings.js';
import { selectPermissions } from './select-permissions.js';
import { configFromOptions, type ThreadOptions } from './thread-options.js';
import type { ThreadSettings } from './thread-settings.js';

/** What settings are made of. */
export interface SettingsSources {
  readonly codex: CodexSettings;
  readonly environment: Environment;
  readonly fileSystem: FileSystem;
}

/** A file with instructions may not be larger. */
const maxInstructionBytes = 1024 * 1024;

/**
 * Resolves options and configuration into settings with every default filled in.
 *
 * @throws CodexError `working-directory-missing`, `invalid-config`, `model-provider-unknown`.
 */
export async function resolveThreadSettings(options: ThreadOptions, sources: SettingsSources): Promise<ThreadSettings> {
  const { environment, fileSystem, codex } = sources;
  const cwd = resolvePath(environment.workingDirectory, options.workingDirectory ?? '.');
  if ((await fileSystem.inspect(cwd)).type !== 'directory') {
    throw new CodexError(
      'working-directory-missing',
      `working directory \`${cwd}\` does not exist; create it, or set \`workingDirectory\``,
    );
  }
  const { loaded, resolved } = await loadConfig(options, { cwd, sources });
  const derived = settingsFrom(resolved.config, environment.variables);
  if (!derived.ok) throw await configError(inconsistencyError(derived.error, resolved), codex);
  const { trust } = loaded;
  const selected = await selectPermissions(options, {
    resolved,
    trust,
    cwd,
    codexHome: codex.codexHome,
    environment,
    fileSystem,
  });
  if (!selected.ok) throw await configError(selected.error, codex);
  const { permissions, temporary } = selected.value;
  return {
    ...(await modelSettings(derived.value, fileSystem)),
    cwd,
    approvalPolicy: approvalPolicy(resolved, codex),
    permissions,
    temporary,
    ...projectInstructions(derived.value, codex),
    environmentPolicy: derived.value.tools.shellEnvironment,
    notifications: derived.value.notifications,
    webSearch: derived.value.tools.webSearch,
    persistence: options.ephemeral === true ? 'ephemeral' : 'saved',
    repositoryCheck: options.skipGitRepoCheck === true ? 'skipped' : 'required',
    warnings: [...[...loaded.warnings, ...resolved.warnings].map(describeConfigProblem), ...selected.value.warnings],
  };
}

async function loadConfig(
  options: ThreadOptions,
  { cwd, sources }: { readonly cwd: AbsolutePath; readonly sources: SettingsSources },
): Promise<{ readonly loaded: LoadedConfig; readonly resolved: ResolvedConfig }> {
  const { codex, environment } = sources;
  const fromThread = layerFromObject(configFromOptions(options), { source: 'thread options' });
  if (!fromThread.ok) throw await configError(fromThread.error, codex);
  const session = [...(await codex.layers()), fromThread.value];
  const profileFile = codex.profileFile === undefined ? {} : { profileFile: codex.profileFile };
  const request = { codexHome: codex.codexHome, cwd, session, ...profileFile };
  const found = codex.userConfig === 'ignore' ? undefined : await codex.configSource.load(request);
  if (found?.ok === false) throw await configError(found.error, codex);
  const loaded: LoadedConfig = found?.value ?? { layers: [], warnings: [] };
  const { homeDirectory } = environment;
  const resolved = resolveConfig([...loaded.layers, ...session], { homeDirectory, unknownKeys: codex.unknownKeys });
  if (!resolved.ok) throw await configError(resolved.error, codex);
  return { loaded, resolved: resolved.value };
}

async function modelSettings(
  { model, instructions }: Settings,
  fileSystem: FileSystem,
): Promise<
  Pick<
    ThreadSettings,
    'model' | 'provider' | 'baseInstructions' | 'developerInstructions' | 'reasoning' | 'verbosity' | 'contextWindow'
  >
> {
  const reasoning = {
    ...(model.reasoningEffort === undefined ? {} : { effort: model.reasoningEffort }),
    ...(model.reasoningSummary === undefined ? {} : { summary: model.reasoningSummary }),
  };
  return {
    model: model.model,
    provider: model.provider,
    baseInstructions:
      instructions.base === undefined ? baseInstructions : await readText(instructions.base, fileSystem),
    ...(instructions.developer === undefined ? {} : { developerInstructions: instructions.developer }),
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(model.verbosity === undefined ? {} : { verbosity: model.verbosity }),
    ...(model.contextWindow === undefined ? {} : { contextWindow: model.contextWindow }),
  };
}

/** A hermetic thread reads no instructions either. */
function projectInstructions(
  { instructions }: Settings,
  codex: CodexSettings,
): Pick<ThreadSettings, 'projectInstructions'> {
  if (codex.userConfig === 'ignore') return {};
  return {
    projectInstructions: {
      codexHome: codex.codexHome,
      maxBytes: instructions.projectDocMaxBytes,
      fallbackNames: instructions.projectDocFallbackFilenames,
      rootMarkers: instructions.projectRootMarkers,
    },
  };
}

async function readText(source: TextSource, fileSystem: FileSystem): Promise<string> {
  if (source.kind === 'text') return source.text;
  const read = await fileSystem.read(source.path as AbsolutePath, { maxBytes: maxInstructionBytes });
  if (read.ok) return new TextDecoder().decode(read.value);
  throw new CodexError('invalid-config', `cannot read the instructions file \`${source.path}\`: ${read.error.message}`);
}

/** A granular policy asks where it can; what it does not ask about is declined by the host's answer. */
function approvalPolicy({ config }: ResolvedConfig, codex: CodexSettings): ApprovalPolicy {
  const configured = config.approvalPolicy;
  if (typeof configured === 'string') return configured;
  if (configured !== undefined) return 'on-request';
  return codex.approvals === 'answered' ? 'on-request' : 'never';
}

async function configError(problem: ConfigError, { configSource }: CodexSettings): Promise<CodexError> {
  const located = (await configSource.locate?.(problem)) ?? problem;
  const code = located.key === 'model_provider' ? 'model-provider-unknown' : 'invalid-config';
  return new CodexError(code, describeConfigProblem(located));
}
