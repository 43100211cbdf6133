import type { ShellEnvironmentPolicy } from '../commands/environment-policy.js';
import { err, ok, type Result } from '../result.js';
import type { Config } from './config.js';
import type { Inconsistency } from './inconsistency.js';
import { type McpServer, mcpServersFrom } from './mcp-servers.js';
import { type ModelProvider, modelProviderFrom } from './model-providers.js';

/** A text that is given, or the file that holds it. */
export type TextSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string };

/** The model and how it is asked. */
export interface ModelSettings {
  readonly model: string;
  readonly provider: ModelProvider;
  readonly reasoningEffort?: NonNullable<Config['modelReasoningEffort']>;
  readonly reasoningSummary?: NonNullable<Config['modelReasoningSummary']>;
  readonly verbosity?: NonNullable<Config['modelVerbosity']>;
  /** As the user wrote it. */
  readonly serviceTier?: string;
  /** The file that says what is known about models. */
  readonly catalogueFile?: string;
  /** In tokens; that of the model when absent. */
  readonly contextWindow?: number;
  /** In tokens; 90 % of the context window when absent. */
  readonly autoCompactTokenLimit?: number;
}

/** What the model is told besides the conversation. */
export interface InstructionSettings {
  /** Replaces the built-in base instructions. */
  readonly base?: TextSource;
  readonly developer?: string;
  /** Replaces the built-in prompt for compaction. */
  readonly compactPrompt?: TextSource;
  readonly permissions: 'included' | 'omitted';
  readonly environment: 'included' | 'omitted';
  /** Total bytes of project documents, >= 0. */
  readonly projectDocMaxBytes: number;
  readonly projectDocFallbackFilenames: readonly string[];
  readonly projectRootMarkers: readonly string[];
}

/** Built-in tools and their limits. */
export interface ToolSettings {
  readonly webSearch: 'disabled' | 'cached' | 'live';
  readonly viewImage: 'offered' | 'omitted';
  readonly loginShell: 'allowed' | 'forbidden';
  readonly shellEnvironment: ShellEnvironmentPolicy;
  /** In tokens; that of the model when absent. */
  readonly outputTokenLimit?: number;
  /** The longest wait for output of a command in the background, in milliseconds. */
  readonly backgroundPollMs?: number;
}

/** How people are told that something happened. */
export interface NotificationSettings {
  /** Program and arguments; absent when nothing is run. */
  readonly command?: readonly [string, ...string[]];
  /** Which events the terminal is notified of. */
  readonly terminal: 'all' | 'none' | readonly string[];
  readonly method: 'auto' | 'osc9' | 'bel';
  readonly condition: 'unfocused' | 'always';
}

/** Everything that follows from a configuration by itself, with defaults filled in. Permissions and approvals also depend on trust. */
export interface Settings {
  readonly model: ModelSettings;
  readonly instructions: InstructionSettings;
  readonly tools: ToolSettings;
  readonly mcpServers: readonly McpServer[];
  readonly notifications: NotificationSettings;
}

/** The model that is asked when nobody chose one. */
const defaultModel = 'gpt-5.5';

/** Derives settings. `variables` are those of the environment. */
export function settingsFrom(
  config: Config,
  variables: Readonly<Record<string, string | undefined>>,
): Result<Settings, Inconsistency> {
  const provider = modelProviderFrom(config, variables);
  if (!provider.ok) return err(provider.error);
  const mcpServers = mcpServersFrom(config);
  if (!mcpServers.ok) return err(mcpServers.error);
  return ok({
    model: modelSettings(config, provider.value),
    instructions: instructionSettings(config),
    tools: toolSettings(config),
    mcpServers: mcpServers.value,
    notifications: notificationSettings(config),
  });
}

function modelSettings(config: Config, provider: ModelProvider): ModelSettings {
  return withoutAbsent({
    model: config.model ?? defaultModel,
    provider,
    reasoningEffort: config.modelReasoningEffort,
    reasoningSummary: reasoningSummary(config),
    verbosity: config.modelVerbosity,
    serviceTier: config.serviceTier,
    catalogueFile: config.modelCatalogJson,
    contextWindow: config.modelContextWindow,
    autoCompactTokenLimit: config.modelAutoCompactTokenLimit,
  });
}

function reasoningSummary(config: Config): ModelSettings['reasoningSummary'] | undefined {
  if (config.modelSupportsReasoningSummaries === false) return undefined;
  return config.modelReasoningSummary ?? (config.modelSupportsReasoningSummaries === true ? 'auto' : undefined);
}

function instructionSettings(config: Config): InstructionSettings {
  return withoutAbsent({
    base: textSource(config.instructions, config.modelInstructionsFile),
    developer: config.developerInstructions,
    compactPrompt: textSource(config.compactPrompt, config.experimentalCompactPromptFile),
    permissions: config.includePermissionsInstructions === false ? ('omitted' as const) : ('included' as const),
    environment: config.includeEnvironmentContext === false ? ('omitted' as const) : ('included' as const),
    projectDocMaxBytes: config.projectDocMaxBytes ?? 32_768,
    projectDocFallbackFilenames: config.projectDocFallbackFilenames ?? [],
    projectRootMarkers: config.projectRootMarkers ?? ['.git'],
  });
}

// A file is the more specific choice: it wins when both are set.
function textSource(text: string | undefined, file: string | undefined): TextSource | undefined {
  if (file !== undefined) return { kind: 'file', path: file };
  return text === undefined ? undefined : { kind: 'text', text };
}

function toolSettings(config: Config): ToolSettings {
  const policy = config.shellEnvironmentPolicy ?? {};
  return withoutAbsent({
    webSearch: config.webSearch ?? webSearchOfTools(config),
    viewImage: config.tools?.viewImage === false ? ('omitted' as const) : ('offered' as const),
    loginShell: config.allowLoginShell === false ? ('forbidden' as const) : ('allowed' as const),
    shellEnvironment: {
      inherit: policy.inherit ?? 'all',
      keepSecretNames: policy.ignoreDefaultExcludes ?? true,
      exclude: policy.exclude ?? [],
      includeOnly: policy.includeOnly ?? [],
      set: policy.set ?? {},
    },
    outputTokenLimit: config.toolOutputTokenLimit,
    backgroundPollMs: config.backgroundTerminalMaxTimeout,
  });
}

function webSearchOfTools(config: Config): ToolSettings['webSearch'] {
  const older = config.tools?.webSearch ?? config.features?.web_search_request;
  if (older === undefined) return 'cached';
  return older === false ? 'disabled' : 'live';
}

function notificationSettings(config: Config): NotificationSettings {
  const [program, ...args] = config.notify ?? [];
  const wanted = config.tui?.notifications ?? true;
  return withoutAbsent({
    command: program === undefined ? undefined : ([program, ...args] as const),
    terminal: typeof wanted === 'boolean' ? (wanted ? ('all' as const) : ('none' as const)) : wanted,
    method: config.tui?.notificationMethod ?? 'auto',
    condition: config.tui?.notificationCondition ?? 'unfocused',
  });
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function withoutAbsent<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
