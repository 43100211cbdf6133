import type { AbsolutePath } from '../paths/absolute-path.js';
import type { PermissionProfile } from '../permissions/permission-profile.js';
import type { HistoryEntry } from './history-item.js';
import type { TokenUsage } from './token-usage.js';

/** What is known about a thread before its first turn; written once, at the head of its session file. */
export interface ThreadHeader {
  /** A UUID of version 7. */
  readonly threadId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly cwd: AbsolutePath;
  /** Which program started the thread, such as `codex_sdk`. */
  readonly originator: string;
  readonly version: string;
  /** How the thread was started: `exec` for the command line, `sdk` for a host program. */
  readonly source: string;
  readonly modelProvider: string;
  readonly baseInstructions: string;
  readonly git?: { readonly commit?: string; readonly branch?: string; readonly repositoryUrl?: string };
}

/** The circumstances of one turn: enough to resume the thread and to tell what changed since. */
export interface TurnContext {
  readonly turnId: string;
  readonly cwd: AbsolutePath;
  readonly workspaceRoots: readonly AbsolutePath[];
  /** `YYYY-MM-DD` in local time. */
  readonly currentDate: string;
  /** An IANA name such as `Etc/UTC`. */
  readonly timezone: string;
  readonly approvalPolicy: string;
  readonly permissionProfile: PermissionProfile;
  /** The id under which the profile was selected, when it has one. */
  readonly permissionProfileId?: string;
  readonly model: string;
  readonly reasoningEffort?: string;
  readonly reasoningSummary?: string;
}

/**
 * One entry of a thread's session, in the order in which it happened. `item` entries alone make up the history;
 * the others describe the turn for people and programs that read session files.
 */
export type ThreadRecord =
  | { readonly kind: 'turn-started'; readonly turnId: string; readonly at: number; readonly contextWindow?: number }
  | { readonly kind: 'turn-context'; readonly context: TurnContext }
  | { readonly kind: 'item'; readonly entry: HistoryEntry }
  /** The output of a call that others of the same response held up. It counts when the session ends before the output became an item. */
  | { readonly kind: 'call-output'; readonly entry: HistoryEntry }
  | {
      readonly kind: 'user-message';
      readonly text: string;
      readonly images: readonly string[];
      readonly localImages: readonly string[];
    }
  | { readonly kind: 'agent-message'; readonly text: string; readonly phase?: string }
  | { readonly kind: 'agent-reasoning'; readonly text: string }
  | {
      readonly kind: 'token-count';
      readonly total: TokenUsage;
      readonly last: TokenUsage;
      readonly contextWindow?: number;
    }
  | {
      readonly kind: 'turn-completed';
      readonly turnId: string;
      readonly lastAgentMessage?: string;
      readonly at: number;
      readonly durationMs: number;
      readonly timeToFirstTokenMs?: number;
    }
  | {
      readonly kind: 'turn-aborted';
      readonly turnId: string;
      readonly reason: 'interrupted';
      readonly at: number;
      readonly durationMs: number;
    }
  /** The history so far was replaced by `replacement`. */
  | { readonly kind: 'compacted'; readonly message: string; readonly replacement: readonly HistoryEntry[] };
