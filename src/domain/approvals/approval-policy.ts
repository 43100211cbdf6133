/**
 * When a person is asked. `never`: not at all; `on-request`: when the model asks to leave the sandbox, or a patch leaves the workspace;
 * `on-failure`: after the sandbox denied something; `untrusted`: before everything that is not known to be harmless.
 */
export type ApprovalPolicy = 'never' | 'on-request' | 'on-failure' | 'untrusted';

/** `on-request` with some kinds of questions switched off: what would be asked is then refused. An absent kind is off. */
export interface GranularApprovals {
  /** Leaving the sandbox, and commands that are dangerous. */
  readonly sandboxApproval?: boolean;
  /** Commands for which a rule says `prompt`. */
  readonly rules?: boolean;
  /** Questions of MCP servers. */
  readonly mcpElicitations?: boolean;
  /** Requests of the model for more permissions. */
  readonly requestPermissions?: boolean;
  /** Scripts of skills. */
  readonly skillApproval?: boolean;
}

/** An approval policy in either form, as the configuration has it. */
export type AnyApprovalPolicy = ApprovalPolicy | { readonly granular: GranularApprovals };

/** The policy that a granular one is a variant of; every other one is itself. */
export function basicPolicyOf(policy: AnyApprovalPolicy): ApprovalPolicy {
  return typeof policy === 'string' ? policy : 'on-request';
}

const displayNames: Readonly<Record<ApprovalPolicy, string>> = {
  never: 'Never',
  'on-request': 'OnRequest',
  'on-failure': 'OnFailure',
  untrusted: 'UnlessTrusted',
};

/** What a policy is called in messages to the model. */
export function policyDisplayName(policy: ApprovalPolicy): string {
  return displayNames[policy];
}
