import type { Search } from '../../domain/enforcement/plan-search.js';
import type { FileSystemRules } from '../../domain/permissions/file-system-rules.js';
import type { FilteredNetwork } from '../../domain/permissions/network-policy.js';
import type { PathFacts } from '../../domain/permissions/path-facts.js';
import type { SandboxPlan } from '../../ports/process-sandbox.js';
import type { NetworkReach } from './network-rules.js';

/** The name under which this sandbox signs its plans. */
export const sandboxName = 'seatbelt';

/** The only program that is ever started: a copy elsewhere could be anybody's. */
export const launcherPath = '/usr/bin/sandbox-exec';

/** What a policy is rendered from. */
export interface PolicySource {
  readonly rules: FileSystemRules;
  readonly facts: PathFacts;
  readonly reach: NetworkReach;
}

/** A plan of this sandbox. `argv` is what is executed; the policy is its second argument, and paths follow as parameters. */
export interface SeatbeltPlan extends SandboxPlan {
  readonly sandbox: typeof sandboxName;
  readonly policy: string;
  readonly command: readonly [string, ...string[]];
  /** What the policy says, for when it has to be rendered again. */
  readonly source: PolicySource;
  /** What to look for on the disk before the command starts; the policy is then rendered again with what was found. */
  readonly search?: Search;
  /** Whom the command may reach through its proxy. The proxy is opened when the command starts, and the policy rendered again with its port. */
  readonly filtered?: FilteredNetwork;
}
