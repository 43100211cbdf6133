/**
 * The shipped adapters, for programs that compose their own.
 *
 * @packageDocumentation
 */

export { type BubblewrapOptions, BubblewrapSandbox } from './adapters/bubblewrap/bubblewrap-sandbox.js';
export type { FilterPurpose, SandboxLevel } from './adapters/bubblewrap/seccomp/filter-rules.js';
export { HostToolSource } from './adapters/host-tools/host-tool-source.js';
export { InMemoryThreadStore } from './adapters/in-memory/in-memory-thread-store.js';
export type { CallbackPlace } from './adapters/mcp-client/callback-listener.js';
export { CredentialFile } from './adapters/mcp-client/credential-file.js';
export { logInToMcpServer, logOutOfMcpServer, type McpLoginOptions } from './adapters/mcp-client/log-in.js';
export {
  McpConnections,
  type McpConnectionsOptions,
  type McpSourceOptions,
} from './adapters/mcp-client/mcp-connections.js';
export type { AskUser, McpToolSource, McpUserQuestion } from './adapters/mcp-client/mcp-tool-source.js';
export type { ConfinedProgram, ServerConfinement } from './adapters/mcp-client/open-link.js';
export { type AskClient, ClientApprovals } from './adapters/mcp-server/client-approvals.js';
export type { McpAgent, McpAgentThread, McpAgentThreadDescription } from './adapters/mcp-server/mcp-agent.js';
export { type ServeOptions, serveAgent } from './adapters/mcp-server/serve-agent.js';
export { PolicyProxy, type PolicyProxyOptions } from './adapters/network-proxy/policy-proxy.js';
export { NoSandbox, type NoSandboxOptions } from './adapters/no-sandbox/no-sandbox.js';
export { type LinkGuard, NodeFileSystem } from './adapters/node/node-file-system.js';
export { ProcessEnvironment, type ProcessEnvironmentOptions } from './adapters/node/process-environment.js';
export { RandomIds } from './adapters/node/random-ids.js';
export { SystemClock } from './adapters/node/system-clock.js';
export { loadPseudoTerminals } from './adapters/node-pty/load-pseudo-terminals.js';
export {
  NotifyCommandNotifier,
  type NotifyCommandNotifierOptions,
} from './adapters/notify-command/notify-command-notifier.js';
export { NotifySendNotifier, type NotifySendNotifierOptions } from './adapters/notify-send/notify-send-notifier.js';
export type { IdleTimer, StartIdleTimer } from './adapters/openai-responses/idle-timer.js';
export {
  OpenAIResponsesModel,
  type OpenAIResponsesModelOptions,
} from './adapters/openai-responses/openai-responses-model.js';
export {
  NodeProgramLauncher,
  type NodeProgramLauncherOptions,
} from './adapters/program-launcher/node-program-launcher.js';
export { RolloutStore, type RolloutStoreOptions } from './adapters/rollout-store/rollout-store.js';
export { FileRuleStore, type FileRuleStoreOptions } from './adapters/rules-store/file-rule-store.js';
export type { SeatbeltLevel } from './adapters/seatbelt/file-confinement.js';
export { type SeatbeltOptions, SeatbeltSandbox } from './adapters/seatbelt/seatbelt-sandbox.js';
export { type LogFilter, type LogThreshold, parseLogFilter } from './adapters/stderr-logger/parse-filter.js';
export { StderrLogger, type StderrLoggerOptions } from './adapters/stderr-logger/stderr-logger.js';
export {
  TerminalBellNotifier,
  type TerminalBellNotifierOptions,
} from './adapters/terminal-bell/terminal-bell-notifier.js';
export type { TerminalNotifierLook } from './adapters/terminal-notifier/plan-arguments.js';
export {
  TerminalNotifierNotifier,
  type TerminalNotifierNotifierOptions,
} from './adapters/terminal-notifier/terminal-notifier-notifier.js';
export { type TomlConfigOptions, TomlConfigSource } from './adapters/toml-config/toml-config-source.js';
export type { WindowsSandboxLevel } from './adapters/windows-sandbox/refuse-policy.js';
export { WindowsSandbox, type WindowsSandboxOptions } from './adapters/windows-sandbox/windows-sandbox.js';
export {
  WindowsToastNotifier,
  type WindowsToastNotifierOptions,
} from './adapters/windows-toast/windows-toast-notifier.js';
export type { McpOAuthClient, McpServer, McpTransport } from './domain/config/mcp-servers.js';
export type { MissingMetadata } from './domain/enforcement/collect-layers.js';
export type { Search, SharpenedRules } from './domain/enforcement/plan-search.js';
export type { AgentThreadOptions } from './domain/mcp/serve/agent-call.js';
export type { Multiplexer, TerminalCharacters } from './domain/notifications/terminal-support.js';
