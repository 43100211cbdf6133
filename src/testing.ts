/**
 * Doubles for every port and contract suites for authors of adapters. Nothing here needs a test framework.
 *
 * @packageDocumentation
 */

export { FixedClock } from './adapters/in-memory/fixed-clock.js';
export { FixedEnvironment } from './adapters/in-memory/fixed-environment.js';
export { InMemoryConfigSource } from './adapters/in-memory/in-memory-config-source.js';
export {
  type FailingOperation,
  type InMemoryEntry,
  InMemoryFileSystem,
} from './adapters/in-memory/in-memory-file-system.js';
export type { FileAccess, NameComparison } from './adapters/in-memory/in-memory-nodes.js';
export type { ScriptedIo } from './adapters/in-memory/in-memory-process.js';
export { InMemoryRuleStore } from './adapters/in-memory/in-memory-rule-store.js';
export {
  InMemorySandbox,
  type InMemorySandboxOptions,
  type ScriptedCommand,
} from './adapters/in-memory/in-memory-sandbox.js';
export { InMemoryThreadStore } from './adapters/in-memory/in-memory-thread-store.js';
export { type InMemoryTool, InMemoryToolSource } from './adapters/in-memory/in-memory-tool-source.js';
export { type LogEntry, RecordingLogger } from './adapters/in-memory/recording-logger.js';
export { RecordingNotifier } from './adapters/in-memory/recording-notifier.js';
export { type RecordedSpan, RecordingTelemetry } from './adapters/in-memory/recording-telemetry.js';
export { ScriptedApprover, type ScriptedDecision } from './adapters/in-memory/scripted-approver.js';
export { SequentialIds } from './adapters/in-memory/sequential-ids.js';
export { SilentLogger } from './adapters/in-memory/silent-logger.js';
export { SilentNotifier } from './adapters/in-memory/silent-notifier.js';
export { SilentTelemetry } from './adapters/in-memory/silent-telemetry.js';
export type { DefineTest } from './testing/define-test.js';
export { describeFileSystem, type FileSystemFactory } from './testing/describe-file-system.js';
export { describeModel, type ModelScenario, type ModelSubject } from './testing/describe-model.js';
export { describeNotifier, type NotifierScenario, type NotifierSubject } from './testing/describe-notifier.js';
export {
  describeProcessSandbox,
  type ProcessSandboxDescription,
  type ProcessSandboxSupport,
} from './testing/describe-process-sandbox.js';
export { describeRuleStore, type RuleStoreSubject } from './testing/describe-rule-store.js';
export { describeThreadStore, type ThreadStoreSubject } from './testing/describe-thread-store.js';
export { describeToolSource, type ToolSourceScenario, type ToolSourceSubject } from './testing/describe-tool-source.js';
export type { FileSystemFeature } from './testing/file-system-demand.js';
export type { ArrangedEntry, FileSystemSubject } from './testing/file-system-place.js';
export { Gate } from './testing/gate.js';
export { type ContractCommand, contractCommands } from './testing/process-sandbox-commands.js';
export type { ProcessSandboxSubject } from './testing/process-sandbox-subject.js';
export { type ScriptedEvent, ScriptedModel, type ScriptedStep } from './testing/scripted-model.js';
export {
  scriptCompleted,
  scriptCustomToolCall,
  scriptFunctionCall,
  scriptMessage,
  scriptReasoning,
} from './testing/scripted-reply.js';
