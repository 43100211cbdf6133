/**
 * Doubles for every port and contract suites for authors of adapters. Nothing here needs a test framework.
 *
 * @packageDocumentation
 */

export { FixedClock } from './adapters/in-memory/fixed-clock.js';
export { FixedEnvironment } from './adapters/in-memory/fixed-environment.js';
export { InMemoryConfigSource } from './adapters/in-memory/in-memory-config-source.js';
export { InMemoryFileSystem } from './adapters/in-memory/in-memory-file-system.js';
export { InMemoryThreadStore } from './adapters/in-memory/in-memory-thread-store.js';
export { type InMemoryTool, InMemoryToolSource } from './adapters/in-memory/in-memory-tool-source.js';
export { type LogEntry, RecordingLogger } from './adapters/in-memory/recording-logger.js';
export { RecordingNotifier } from './adapters/in-memory/recording-notifier.js';
export { type RecordedSpan, RecordingTelemetry } from './adapters/in-memory/recording-telemetry.js';
export { ScriptedApprover, type ScriptedDecision } from './adapters/in-memory/scripted-approver.js';
export { SequentialIds } from './adapters/in-memory/sequential-ids.js';
