import type { Approver } from '../ports/approver.js';
import type { Clock } from '../ports/clock.js';
import type { DiffRenderer } from '../ports/diff-renderer.js';
import type { Environment } from '../ports/environment.js';
import type { FileSystem } from '../ports/file-system.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { Logger } from '../ports/logger.js';
import type { Notifier } from '../ports/notifier.js';
import type { ProcessSandbox } from '../ports/process-sandbox.js';
import type { RuleStore } from '../ports/rule-store.js';
import type { Telemetry } from '../ports/telemetry.js';
import type { ThreadStore } from '../ports/thread-store.js';
import type { ToolSource } from '../ports/tool-source.js';

/** The outside world that all threads of a `Codex` share. */
export interface SharedPorts {
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly environment: Environment;
  readonly fileSystem: FileSystem;
  readonly sandbox: ProcessSandbox;
  readonly threadStore: ThreadStore;
  readonly ruleStore: RuleStore;
  readonly diffRenderer: DiffRenderer;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Absent when the host answers no questions: everything that would be asked is declined. */
  readonly approver?: Approver;
  readonly toolSources: readonly ToolSource[];
}

/** The outside world of a thread. */
export interface AgentPorts extends SharedPorts {
  /** Which one depends on the thread's configuration. */
  readonly notifier: Notifier;
}
