import { basicPolicyOf } from '../../domain/approvals/approval-policy.js';
import { identityOf } from '../../domain/permissions/resolved-permission-profile.js';
import { rawProfile } from '../../domain/permissions/thread-permissions.js';
import type { TurnOutcome } from '../../domain/turn/turn-state.js';
import type { OpenThread } from '../session/open-thread.js';
import type { PromptInput } from '../settings/read-input.js';

/** Notes in the session that a turn began, and under which circumstances. */
export function noteStart({ session, settings, ports }: OpenThread, turnId: string): void {
  const now = ports.clock.now();
  session.note({ kind: 'turn-started', turnId, at: now, contextWindow: settings.contextWindow });
  const profileId = identityOf(settings.permissions.selected.value)?.id;
  session.note({
    kind: 'turn-context',
    context: {
      turnId,
      cwd: settings.cwd,
      workspaceRoots: settings.permissions.workspaceRoots,
      currentDate: new Date(now + ports.clock.utcOffsetMinutes(now) * 60_000).toISOString().slice(0, 10),
      timezone: ports.environment.timezone,
      approvalPolicy: basicPolicyOf(settings.approvalPolicy),
      permissionProfile: rawProfile(settings.permissions),
      model: settings.model,
      ...(profileId === undefined ? {} : { permissionProfileId: profileId }),
      ...(settings.reasoning?.effort === undefined ? {} : { reasoningEffort: settings.reasoning.effort }),
      ...(settings.reasoning?.summary === undefined ? {} : { reasoningSummary: settings.reasoning.summary }),
    },
  });
}

/** Notes what the user said, for the readers of the session. */
export function noteInput({ session }: OpenThread, { text, images }: PromptInput): void {
  session.note({ kind: 'user-message', text, images: [], localImages: images.map(({ path }) => path) });
}

/** How a turn ended, and how long it took. */
export interface TurnEnding {
  readonly turnId: string;
  readonly outcome: TurnOutcome;
  readonly durationMs: number;
}

/** Notes that a turn ended. */
export function noteEnd({ session, ports }: OpenThread, { turnId, outcome, durationMs }: TurnEnding): void {
  const at = ports.clock.now();
  if (outcome.kind === 'interrupted') {
    session.note({ kind: 'turn-aborted', turnId, reason: 'interrupted', at, durationMs });
    return;
  }
  const last =
    outcome.kind === 'completed' && outcome.lastMessage !== undefined ? { lastAgentMessage: outcome.lastMessage } : {};
  session.note({ kind: 'turn-completed', turnId, at, durationMs, ...last });
}
