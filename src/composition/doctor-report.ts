import type { Environment } from '../ports/environment.js';
import type { SandboxCapabilities } from '../ports/process-sandbox.js';

/** What a `Codex` finds on this machine. */
export interface DoctorReport {
  /** The version of this package. */
  readonly version: string;
  readonly platform: Environment['platform'];
  /** Where configuration and sessions live. */
  readonly codexHome: string;
  /** Which sandbox there is and what it enforces, or why there is none and how to mend that. */
  readonly sandbox: SandboxCapabilities;
}
