import type { AbsolutePath } from '../paths/absolute-path.js';

/** Something that a person who looks elsewhere may want to know. */
export type Notification =
  | {
      readonly type: 'turn-complete';
      readonly threadId: string;
      readonly turnId: string;
      readonly cwd: AbsolutePath;
      /** What the user said in the thread, as far as its history still has it, oldest first; the prompts of this turn are the last. */
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

/** The kind of a {@link Notification}. An interrupted turn notifies nobody. */
export type NotificationEvent = Notification['type'];
