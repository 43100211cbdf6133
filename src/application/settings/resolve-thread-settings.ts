import type { AnyApprovalPolicy } from '../../domain/approvals/approval-policy.js';
import { CodexError } from '../../domain/codex-error.js';
import { describeConfigProblem } from '../../domain/config/config-layer.js';
import { inconsistencyError, type ResolvedConfig } from '../../domain/config/resolve-config.js';
import { type Settings, settingsFrom, type TextSource } from '../../domain/config/settings.js';
import { baseInstructions } from '../../domain/conversation/context/base-instructions.js';
import type { OmittedContext } from '../../domain/conversation/context/context-messages.js';
import { type ModelLimitSettings, modelLimits } from '../../domain/conversation/model-limits.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { defaultToolRules, type ToolRules } from '../../domain/tools/tool-rules.js';
import type { FileSystem } from '../../ports/file-system.js';
import { checkLimits } from './check-limits.js';
import type { CodexSettings } from './codex-settings.js';
import { type KnownModel, knownModel } from './known-model.js';
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
  const known = await knownModel(derived.value.model, fileSystem);
  const { permissions, temporary, warnings } = await selectPermissionsInForce(options, inForce, sources);
  return {
    ...(await modelSettings(derived.value, known, fileSystem)),
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
    tools: toolRules(derived.value, known),
    omitted: omittedContext(derived.value),
    limits: checkLimits(options.limits, 'a thread'),
    persistence: options.ephemeral === true ? 'ephemeral' : 'saved',
    repositoryCheck: options.skipGitRepoCheck === true ? 'skipped' : 'required',
    warnings: [
      ...[...loaded.warnings, ...resolved.warnings].map(describeConfigProblem),
      ...known.warnings,
      ...warnings,
    ],
  };
}

async function modelSettings(
  { model, instructions }: Settings,
  { traits, serviceTier }: KnownModel,
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
    | 'serviceTier'
    | 'contextWindow'
    | 'compactAtTokens'
  >
> {
  const effort = model.reasoningEffort ?? traits.reasoningEffort;
  const summary = model.reasoningSummary ?? traits.reasoningSummary;
  const verbosity = traits.answersOneLength === true ? undefined : (model.verbosity ?? traits.verbosity);
  const reasoning = {
    ...(effort === undefined ? {} : { effort }),
    ...(summary === undefined ? {} : { summary }),
  };
  return {
    model: model.model,
    provider: model.provider,
    baseInstructions:
      instructions.base === undefined
        ? (traits.baseInstructions ?? baseInstructions)
        : await readText(instructions.base, fileSystem),
    ...(instructions.developer === undefined ? {} : { developerInstructions: instructions.developer }),
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(instructions.compactPrompt === undefined
      ? {}
      : { compactPrompt: await readText(instructions.compactPrompt, fileSystem) }),
    ...modelLimits(model.model, { ...limitsOf(traits), ...model }),
  };
}

/** What a catalogue says about the size of a model's context. */
function limitsOf({ contextWindow, usablePercent, autoCompactTokenLimit }: KnownModel['traits']): ModelLimitSettings {
  return {
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(usablePercent === undefined ? {} : { usablePercent }),
    ...(autoCompactTokenLimit === undefined ? {} : { autoCompactTokenLimit }),
  };
}

function toolRules({ tools }: Settings, { traits }: KnownModel): ToolRules {
  return {
    loginShell: tools.loginShell,
    viewImage: tools.viewImage,
    applyPatch: traits.applyPatch ?? defaultToolRules.applyPatch,
    maxOutputTokens: tools.outputTokenLimit ?? traits.maxOutputTokens ?? defaultToolRules.maxOutputTokens,
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
