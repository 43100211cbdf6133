import type { Environment } from '../../ports/environment.js';
import type { SandboxCapabilities } from '../../ports/process-sandbox.js';

/** What was looked at. */
export type DoctorSubject =
  | 'sandbox'
  | 'configuration'
  | 'model-provider'
  | 'sessions'
  | 'optional-dependencies'
  | 'notifications';

/** What is known about one subject. */
export interface DoctorCheck {
  readonly subject: DoctorSubject;
  /** `warning`: it works, but not as well as it could; `broken`: a turn or a command would fail. */
  readonly status: 'ok' | 'warning' | 'broken';
  /** One line for people. */
  readonly summary: string;
  /** More lines for people. */
  readonly details: readonly string[];
  /** What to do about it; absent when there is nothing to do. */
  readonly remedy?: string;
}

/** What a `Codex` finds on this machine. */
export interface DoctorReport {
  /** The version of this package. */
  readonly version: string;
  readonly platform: Environment['platform'];
  /** What this package runs on, such as `Node.js 20.20.2`. */
  readonly runtime: string;
  /** Where configuration and sessions live. */
  readonly codexHome: string;
  /** Whether no check says `broken`. */
  readonly healthy: boolean;
  /** Which sandbox there is and what it enforces, or why there is none and how to mend that. */
  readonly sandbox: SandboxCapabilities;
  /** One per subject, in a fixed order. */
  readonly checks: readonly DoctorCheck[];
}
