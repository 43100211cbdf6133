import type { AnyApprovalPolicy } from '../../domain/approvals/approval-policy.js';
import { CodexError } from '../../domain/codex-error.js';
import { describeConfigProblem } from '../../domain/config/config-layer.js';
import { inconsistencyError, type ResolvedConfig } from '../../domain/config/resolve-config.js';
import { type Settings, settingsFrom, type TextSource } from '../../domain/config/settings.js';
import { baseInstructions } from '../../domain/conversation/context/base-instructions.js';
import type { OmittedContext } from '../../domain/conversation/context/context-messages.js';
import { modelLimits } from '../../domain/conversation/model-limits.js';
import { modelTraits } from '../../domain/conversation/model-traits.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { defaultToolRules, type ToolRules } from '../../domain/tools/tool-rules.js';
import type { FileSystem } from '../../ports/file-system.js';
import { checkLimits } from './check-limits.js';
import type { CodexSettings } from './codex-settings.js';
import { configError, loadConfig, type SettingsSources } from './load-config.js';
import { mcpSettings } from './mcp-settings.js';
import { selectPermissionsInForce } from './resolve-permissions.js';
import type { ThreadOptions } from './thread-options.js';
import type { ThreadSettings } from './thread-settings.js';

/** A file with instructions may not be larger. */
const maxInstructionBytes = 1024 * 1024;

/**
 * Resolves options and configuration into settings with every default filled in.
 *
 * @throws CodexError `working-directory-missing`, `invalid-config`, `model-provider-unknown`, `invalid-option`.
 */
export async function resolveThreadSettings(options: ThreadOptions, sources: SettingsSources): Promise<ThreadSettings> {
  const { environment, fileSystem, codex } = sources;
  const inForce = await loadConfig(options, sources);
  const { cwd, loaded, resolved } = inForce;
  const derived = settingsFrom(resolved.config, environment.variables);
  if (!derived.ok) throw await configError(inconsistencyError(derived.error, resolved), codex);
  const { permissions, temporary, warnings } = await selectPermissionsInForce(options, inForce, sources);
  return {
    ...(await modelSettings(derived.value, fileSystem)),
    cwd,
    approvalPolicy: approvalPolicy(resolved, codex),
    permissions,
    temporary,
    ruleDirectories: codex.rules === 'ignore' ? [] : (loaded.projectDirectories ?? []),
    ...projectInstructions(derived.value, codex),
    environmentPolicy: derived.value.tools.shellEnvironment,
    notifications: derived.value.notifications,
    mcp: await mcpSettings(derived.value.mcpServers, { options, inForce, sources }),
    webSearch: derived.value.tools.webSearch,
    tools: toolRules(derived.value),
    omitted: omittedContext(derived.value),
    limits: checkLimits(options.limits, 'a thread'),
    persistence: options.ephemeral === true ? 'ephemeral' : 'saved',
    repositoryCheck: options.skipGitRepoCheck === true ? 'skipped' : 'required',
    warnings: [...[...loaded.warnings, ...resolved.warnings].map(describeConfigProblem), ...warnings],
  };
}

async function modelSettings(
  { model, instructions }: Settings,
  fileSystem: FileSystem,
): Promise<
  Pick<
    ThreadSettings,
    | 'model'
    | 'provider'
    | 'baseInstructions'
    | 'developerInstructions'
    | 'compactPrompt'
    | 'reasoning'
    | 'verbosity'
    | 'contextWindow'
    | 'compactAtTokens'
  >
> {
  const traits = modelTraits(model.model);
  const effort = model.reasoningEffort ?? traits.reasoningEffort;
  const verbosity = model.verbosity ?? traits.verbosity;
  const reasoning = {
    ...(effort === undefined ? {} : { effort }),
    ...(model.reasoningSummary === undefined ? {} : { summary: model.reasoningSummary }),
  };
  return {
    model: model.model,
    provider: model.provider,
    baseInstructions:
      instructions.base === undefined ? baseInstructions : await readText(instructions.base, fileSystem),
    ...(instructions.developer === undefined ? {} : { developerInstructions: instructions.developer }),
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(instructions.compactPrompt === undefined
      ? {}
      : { compactPrompt: await readText(instructions.compactPrompt, fileSystem) }),
    ...modelLimits(model.model, model),
  };
}

function toolRules({ tools }: Settings): ToolRules {
  return {
    loginShell: tools.loginShell,
    viewImage: tools.viewImage,
    maxOutputTokens: tools.outputTokenLimit ?? defaultToolRules.maxOutputTokens,
    maxPollMs: tools.backgroundPollMs ?? defaultToolRules.maxPollMs,
  };
}

function omittedContext({ instructions }: Settings): OmittedContext {
  return {
    permissions: instructions.permissions === 'omitted',
    environment: instructions.environment === 'omitted',
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

function approvalPolicy({ config }: ResolvedConfig, codex: CodexSettings): AnyApprovalPolicy {
  const configured = config.approvalPolicy;
  if (typeof configured === 'object') return { granular: configured.granular ?? {} };
  return configured ?? (codex.approvals === 'answered' ? 'on-request' : 'never');
}
