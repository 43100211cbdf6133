/**
 * The shipped adapters, for programs that compose their own.
 *
 * @packageDocumentation
 */

export { type BubblewrapOptions, BubblewrapSandbox } from './adapters/bubblewrap/bubblewrap-sandbox.js';
export { InMemoryThreadStore } from './adapters/in-memory/in-memory-thread-store.js';
export { NoSandbox } from './adapters/no-sandbox/no-sandbox.js';
export { type LinkGuard, NodeFileSystem } from './adapters/node/node-file-system.js';
export { ProcessEnvironment, type ProcessEnvironmentOptions } from './adapters/node/process-environment.js';
export { RandomIds } from './adapters/node/random-ids.js';
export { SystemClock } from './adapters/node/system-clock.js';
export { NotifyCommandNotifier } from './adapters/notify-command/notify-command-notifier.js';
export { NotifySendNotifier } from './adapters/notify-send/notify-send-notifier.js';
export {
  OpenAIResponsesModel,
  type OpenAIResponsesModelOptions,
} from './adapters/openai-responses/openai-responses-model.js';
export { NodeProgramLauncher } from './adapters/program-launcher/node-program-launcher.js';
export { RolloutStore, type RolloutStoreOptions } from './adapters/rollout-store/rollout-store.js';
export { TerminalBellNotifier } from './adapters/terminal-bell/terminal-bell-notifier.js';
export { TerminalNotifierNotifier } from './adapters/terminal-notifier/terminal-notifier-notifier.js';
export { type TomlConfigOptions, TomlConfigSource } from './adapters/toml-config/toml-config-source.js';
export { WindowsToastNotifier } from './adapters/windows-toast/windows-toast-notifier.js';
