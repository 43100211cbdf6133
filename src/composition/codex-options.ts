import type { HostTool } from '../adapters/host-tools/host-tool.js';
import type { ApprovalDecision, ApprovalRequest } from '../ports/approver.js';
import type { Clock } from '../ports/clock.js';
import type { ConfigSource } from '../ports/config-source.js';
import type { CredentialStore } from '../ports/credential-store.js';
import type { Environment } from '../ports/environment.js';
import type { FileSystem } from '../ports/file-system.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { Logger } from '../ports/logger.js';
import type { Model } from '../ports/model.js';
import type { Notifier } from '../ports/notifier.js';
import type { ProcessSandbox } from '../ports/process-sandbox.js';
import type { RuleStore } from '../ports/rule-store.js';
import type { Telemetry } from '../ports/telemetry.js';
import type { ThreadStore } from '../ports/thread-store.js';
import type { McpServerOptions } from './mcp/mcp-server-options.js';

/** A value of the configuration. */
export type CodexConfigValue = string | number | boolean | readonly CodexConfigValue[] | CodexConfigObject;

/** Settings with the keys of `config.toml`, nested or dotted. */
export type CodexConfigObject = { readonly [key: string]: CodexConfigValue };

/** An adapter, or a function that wraps the shipped one. */
export type AdapterOverride<Port> = Port | ((shipped: Port) => Port);

/** The adapters that can be replaced; what is absent is shipped. */
export interface AdapterOverrides {
  /** Confines commands. The shipped one is bubblewrap on Linux, Seatbelt on macOS, and a restricted token on Windows. */
  readonly sandbox?: AdapterOverride<ProcessSandbox>;
  /** Answers instead of the provider of the configuration. */
  readonly model?: AdapterOverride<Model>;
  readonly fileSystem?: AdapterOverride<FileSystem>;
  /** Keeps the threads. The shipped one writes session files below the Codex home. */
  readonly threadStore?: AdapterOverride<ThreadStore>;
  /** Keeps the rules that allow, question and forbid commands. The shipped one reads `rules/*.rules` below the Codex home, and in `.codex` of trusted projects. */
  readonly ruleStore?: AdapterOverride<RuleStore>;
  readonly notifier?: AdapterOverride<Notifier>;
  readonly clock?: AdapterOverride<Clock>;
  readonly idGenerator?: AdapterOverride<IdGenerator>;
  readonly environment?: AdapterOverride<Environment>;
  readonly logger?: AdapterOverride<Logger>;
  readonly telemetry?: AdapterOverride<Telemetry>;
  readonly configSource?: AdapterOverride<ConfigSource>;
  /** Keeps the logins to MCP servers. The shipped one is a file of mode 0600 below the Codex home. */
  readonly credentials?: AdapterOverride<CredentialStore>;
}

/** Answers what a policy leaves to a person. `signal` aborts when the answer is no longer wanted. */
export type ApprovalHandler = (
  request: ApprovalRequest,
  context: { readonly signal: AbortSignal },
) => ApprovalDecision | Promise<ApprovalDecision>;

/** Who looks at what the agent does: nobody here, as in a library or a batch command, or a person at a terminal. */
export type FrontEnd =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'interactive';
      /** Writes to the terminal; absent when there is none. */
      readonly write?: (sequence: string) => void;
      /** Whether the person looks at the terminal, as far as it is known. */
      readonly focus: () => 'focused' | 'unfocused' | 'unknown';
    };

/** How a `Codex` is set up. Everything is optional. */
export interface CodexOptions {
  /** Has no effect: nothing is spawned. Accepted for programs written for the official SDK. */
  readonly codexPathOverride?: string;
  /** Address of the built-in OpenAI provider; the same as the configuration key `openai_base_url`. */
  readonly baseUrl?: string;
  /** Key of the built-in OpenAI provider. Never logged, never written. */
  readonly apiKey?: string;
  /** Settings that override the configuration files. */
  readonly config?: CodexConfigObject;
  /** More settings, each as `key.path=value`; they override `config`. */
  readonly configOverrides?: readonly string[];
  /** The environment variables that the agent sees, instead of those of the process. Never logged. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where configuration and sessions live: `CODEX_HOME`, or `~/.codex`, by default. */
  readonly codexHome?: string;
  /** `ignore` reads nothing from the disk: a run depends on nothing but its options. `load` by default. */
  readonly userConfig?: 'load' | 'ignore';
  /** `ignore` reads no rule files, neither the user's nor those of trusted projects. `load` by default. */
  readonly rules?: 'load' | 'ignore';
  /** Selects `<codexHome>/<name>.config.toml`, which overrides the user's configuration. */
  readonly configProfile?: string;
  /** What is done about settings that nobody knows: `warn`, the default, or `refuse`. */
  readonly unknownSettings?: 'warn' | 'refuse';
  /** Answers approvals. Without it everything that needs one is declined. */
  readonly approvals?: ApprovalHandler;
  /** Functions of the host that the model may call; see `defineTool`. */
  readonly tools?: readonly HostTool[];
  /** Servers of the Model Context Protocol by name, beside those of the configuration; what is set here overrides the same key there. */
  readonly mcpServers?: Readonly<Record<string, McpServerOptions>>;
  readonly adapters?: AdapterOverrides;
  /** How the shipped sandbox works. */
  readonly sandbox?: {
    /**
     * `hardened` closes holes that the public Codex leaves open; `compatibility` does as that one does. By default `sandbox_level` of the
     * configuration decides, which is `hardened` when it is not set.
     */
    readonly level?: 'hardened' | 'compatibility';
    /** A policy that cannot be enforced is refused; there is no other choice. */
    readonly onUnavailable?: 'refuse';
  };
  /** Who looks at what the agent does: it decides how people are notified. Nobody by default, as befits a library. */
  readonly frontEnd?: FrontEnd;
  /** Names the host program towards the provider and in session files; `codex_sdk` by default. */
  readonly originator?: string;
}

/** Every key of {@link CodexOptions}; a test keeps it complete. */
export const codexOptionNames: readonly (keyof CodexOptions)[] = [
  'codexPathOverride',
  'baseUrl',
  'apiKey',
  'config',
  'configOverrides',
  'env',
  'codexHome',
  'userConfig',
  'rules',
  'configProfile',
  'unknownSettings',
  'approvals',
  'tools',
  'mcpServers',
  'adapters',
  'sandbox',
  'frontEnd',
  'originator',
];
