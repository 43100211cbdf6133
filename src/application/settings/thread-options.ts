import type { AnyApprovalPolicy, ApprovalPolicy, GranularApprovals } from '../../domain/approvals/approval-policy.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import type { JsonObject } from '../../domain/tools/tool-definition.js';
import type { SpendingLimits } from '../../domain/turn/spending-limit.js';
import type { OutputSchema } from './output-schema.js';

/** The classic sandbox modes. */
export type SandboxMode = 'read-only' | 'workspace-write' | 'danger-full-access';

/** When a person is asked; see `ApprovalPolicy`. */
export type ApprovalMode = ApprovalPolicy;

/** How much the model reasons. Which words a model knows is the provider's matter. */
export type ModelReasoningEffort = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | 'ultra' | 'persistent';

/** Whether the provider may search the web, and whether it answers from its cache. */
export type WebSearchMode = 'disabled' | 'cached' | 'live';

/** How a thread works. Every option overrides the configuration; what is absent comes from there. */
export interface ThreadOptions {
  readonly model?: string;
  /** Kept for programs written for the official SDK; recorded in the session. */
  readonly threadSource?: string;
  /** `read-only` by default, `workspace-write` in a project whose trust was decided. Not together with `permissionProfile`. */
  readonly sandboxMode?: SandboxMode;
  /** Absolute, or relative to the working directory of the process, which is the default. */
  readonly workingDirectory?: string;
  /** Without it, a working directory outside of a git repository is refused. */
  readonly skipGitRepoCheck?: boolean;
  readonly modelReasoningEffort?: ModelReasoningEffort;
  /** Whether commands in the `workspace-write` sandbox reach the network; false by default. */
  readonly networkAccessEnabled?: boolean;
  readonly webSearchMode?: WebSearchMode;
  /** Shorthand: true means `live`, false `disabled`. `webSearchMode` wins. */
  readonly webSearchEnabled?: boolean;
  /** `never` by default, `on-request` when the host answers approvals. */
  readonly approvalPolicy?: AnyApprovalPolicy;
  /** More workspace roots, relative to the working directory. */
  readonly additionalDirectories?: readonly string[];
  /** A built-in id such as `:workspace`, the name of a profile in the configuration, or a profile value. */
  readonly permissionProfile?: string | PermissionProfile;
  /** Writes nothing to the disk; the thread cannot be resumed. */
  readonly ephemeral?: boolean;
  /** Added to the instructions as a developer message. */
  readonly developerInstructions?: string;
  /** Replaces the agent's own instructions as a whole. */
  readonly baseInstructions?: string;
  /**
   * What all turns of the thread together may use up, those of previous processes included. Checked before every request to the model:
   * what is in progress is not cut off. The turn then fails with the code `limit-reached`.
   */
  readonly limits?: SpendingLimits;
}

/** A programme of the provider that programs written for the official SDK may name. */
export type CyberAccessProgram = 'standard' | 'daybreak_blue' | 'daybreak_red';

/** How one turn works. */
export interface TurnOptions {
  /** Has no effect. Accepted for programs written for the official SDK. */
  readonly cyberAccessProgram?: CyberAccessProgram;
  /** What the final message must conform to: a JSON schema, or a schema of zod 4, which makes `run` return a checked `output`. */
  readonly outputSchema?: unknown;
  /** What this turn may use up; checked as the limits of a thread are. To cut off work in progress, pass a `signal` that times out. */
  readonly limits?: SpendingLimits;
  /** Aborting it interrupts the turn; the stream then throws an `AbortError`. */
  readonly signal?: AbortSignal;
  /** `file_change` items carry the unified diff of every change as `diff`, where it is text; false by default. */
  readonly diffs?: boolean;
}

/** Options of a turn that reports more than the official SDK does. */
export interface DetailedTurnOptions extends TurnOptions {
  /**
   * Also report messages, reasoning and command output in pieces, as `item.delta` events, and what every response used, as
   * `usage.updated`; false by default.
   */
  readonly deltas: boolean;
}

/** Options of a turn whose final message is read as a value of a schema. */
export type StructuredTurnOptions<Output> = Omit<TurnOptions, 'outputSchema'> & {
  readonly outputSchema: OutputSchema<Output>;
};

/** A piece of input. */
export type UserInput =
  | { readonly type: 'text'; readonly text: string }
  /** An image file: PNG, JPEG, GIF or WebP. */
  | { readonly type: 'local_image'; readonly path: string };

/** What the user says: a text, or several pieces; texts are joined with an empty line. */
export type Input = string | readonly UserInput[];

/** The options as a table of configuration keys, so that they are merged and checked like everything else. */
export function configFromOptions(options: ThreadOptions): JsonObject {
  const search = options.webSearchMode ?? webSearchMode(options.webSearchEnabled);
  const table: Record<string, JsonObject[string] | undefined> = {
    model: options.model,
    sandbox_mode: options.sandboxMode,
    approval_policy: approvalPolicyKey(options.approvalPolicy),
    model_reasoning_effort: options.modelReasoningEffort,
    web_search: search,
    instructions: options.baseInstructions,
    developer_instructions: options.developerInstructions,
    default_permissions: typeof options.permissionProfile === 'string' ? options.permissionProfile : undefined,
    sandbox_workspace_write:
      options.networkAccessEnabled === undefined ? undefined : { network_access: options.networkAccessEnabled },
  };
  return Object.fromEntries(
    Object.entries(table).filter((entry): entry is [string, JsonObject[string]] => entry[1] !== undefined),
  );
}

function approvalPolicyKey(policy: AnyApprovalPolicy | undefined): JsonObject[string] | undefined {
  if (policy === undefined || typeof policy === 'string') return policy;
  const { granular } = policy;
  const kinds = (Object.keys(granularKeys) as (keyof GranularApprovals)[]).flatMap((kind) => {
    const asked = granular[kind];
    return asked === undefined ? [] : [[granularKeys[kind], asked] as const];
  });
  return { granular: Object.fromEntries(kinds) };
}

/** What the kinds of questions are called in the configuration. */
const granularKeys: Readonly<Record<keyof GranularApprovals, string>> = {
  sandboxApproval: 'sandbox_approval',
  rules: 'rules',
  mcpElicitations: 'mcp_elicitations',
  requestPermissions: 'request_permissions',
  skillApproval: 'skill_approval',
};

function webSearchMode(enabled: boolean | undefined): WebSearchMode | undefined {
  if (enabled === undefined) return undefined;
  return enabled ? 'live' : 'disabled';
}

/** Every key of {@link ThreadOptions}; a test keeps it complete. */
export const threadOptionNames: readonly (keyof ThreadOptions)[] = [
  'model',
  'threadSource',
  'sandboxMode',
  'workingDirectory',
  'skipGitRepoCheck',
  'modelReasoningEffort',
  'networkAccessEnabled',
  'webSearchMode',
  'webSearchEnabled',
  'approvalPolicy',
  'additionalDirectories',
  'permissionProfile',
  'ephemeral',
  'developerInstructions',
  'baseInstructions',
  'limits',
];
