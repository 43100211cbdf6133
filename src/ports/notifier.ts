import type { AbsolutePath } from '../domain/paths/absolute-path.js';

/** Something that a person who looks elsewhere may want to know. */
export type Notification =
  | {
      readonly type: 'turn-complete';
      readonly threadId: string;
      readonly turnId: string;
      readonly cwd: AbsolutePath;
      readonly inputMessages: readonly string[];
      readonly lastAgentMessage?: string;
    }
  | {
      readonly type: 'approval-requested';
      readonly threadId: string;
      readonly turnId: string;
      readonly cwd: AbsolutePath;
      readonly summary: string;
    }
  | {
      readonly type: 'turn-failed';
      readonly threadId: string;
      readonly turnId: string;
      readonly cwd: AbsolutePath;
      readonly message: string;
    };

/**
 * Tells a person that something happened. Fire and forget: `notify` returns at once and never throws; a notifier that is slow, broken
 * or missing must not be noticeable in the turn. All texts come from a model, a repository or a command and are hostile.
 */
export interface Notifier {
  notify(notification: Notification): void;
  /** Ends what is still on its way, at the latest after a second. */
  close?(): Promise<void>;
}
