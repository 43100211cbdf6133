import type { ConfigLayer } from '../../domain/config/config-layer.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { ConfigSource } from '../../ports/config-source.js';

/** What all threads of one `Codex` have in common before any configuration was read. */
export interface CodexSettings {
  readonly codexHome: AbsolutePath;
  /** `ignore`: no file is read, so a run depends on nothing but its options. */
  readonly userConfig: 'load' | 'ignore';
  /** `ignore`: no rule file is read, neither of the user nor of a project. */
  readonly rules: 'load' | 'ignore';
  /** The `-p` name of a configuration file beside the user's. */
  readonly profileFile?: string;
  readonly unknownKeys: 'warn' | 'refuse';
  /** The options of `createCodex` as layers, lowest precedence first; read once. */
  readonly layers: () => Promise<readonly ConfigLayer[]>;
  readonly configSource: ConfigSource;
  /** Which program this is, for the provider and for session files. */
  readonly originator: string;
  readonly source: string;
  /** Whether somebody answers approvals. */
  readonly approvals: 'answered' | 'unanswered';
}
