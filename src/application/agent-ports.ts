import type { Approver } from '../ports/approver.js';
import type { Clock } from '../ports/clock.js';
import type { Environment } from '../ports/environment.js';
import type { FileSystem } from '../ports/file-system.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { Logger } from '../ports/logger.js';
import type { Notifier } from '../ports/notifier.js';
import type { ProcessSandbox } from '../ports/process-sandbox.js';
import type { Telemetry } from '../ports/telemetry.js';
import type { ThreadStore } from '../ports/thread-store.js';
import type { ToolSource } from '../ports/tool-source.js';

/** The outside world of a turn. */
export interface AgentPorts {
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly environment: Environment;
  readonly fileSystem: FileSystem;
  readonly sandbox: ProcessSandbox;
  readonly threadStore: ThreadStore;
  readonly notifier: Notifier;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Absent when the host answers no questions: everything that would be asked is declined. */
  readonly approver?: Approver;
  readonly toolSources: readonly ToolSource[];
}
