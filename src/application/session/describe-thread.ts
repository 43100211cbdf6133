import { type ApprovalPolicy, basicPolicyOf } from '../../domain/approvals/approval-policy.js';
import { identityOf } from '../../domain/permissions/resolved-permission-profile.js';
import { summarizePermissionProfile } from '../../domain/permissions/summarize-permissions.js';
import { rawProfile } from '../../domain/permissions/thread-permissions.js';
import type { OpenThread } from './open-thread.js';

/** What a thread works with, once options and configuration are resolved. */
export interface ThreadDescription {
  readonly id: string;
  /** Absolute. */
  readonly workingDirectory: string;
  readonly model: string;
  /** The id of the provider. */
  readonly modelProvider: string;
  /** A granular policy shows as the one that it is a variant of. */
  readonly approvalPolicy: ApprovalPolicy;
  /** What commands may do, in one line such as `workspace-write [workdir, /tmp]`. */
  readonly permissions: string;
  /** The id of the permission profile, when it has one. */
  readonly permissionProfileId?: string;
  readonly reasoningEffort?: string;
  readonly reasoningSummary?: string;
  /** Where the session is kept, for people; absent when it is not a file. */
  readonly location?: string;
}

/** Describes an open thread to people and programs. */
export function describeThread({ settings, session, context }: OpenThread): ThreadDescription {
  const { reasoning, permissions } = settings;
  const profileId = identityOf(permissions.selected.value)?.id;
  return {
    id: session.header.threadId,
    workingDirectory: settings.cwd,
    model: settings.model,
    modelProvider: settings.provider.id,
    approvalPolicy: basicPolicyOf(settings.approvalPolicy),
    permissions: summarizePermissionProfile(rawProfile(permissions), context),
    ...(profileId === undefined ? {} : { permissionProfileId: profileId }),
    ...(reasoning?.effort === undefined ? {} : { reasoningEffort: reasoning.effort }),
    ...(reasoning?.summary === undefined ? {} : { reasoningSummary: reasoning.summary }),
    ...(session.location === undefined ? {} : { location: session.location }),
  };
}
