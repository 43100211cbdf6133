import type { Search } from '../../../domain/enforcement/plan-search.js';
import type { AbsolutePath } from '../../../domain/paths/absolute-path.js';
import type { FilteredNetwork } from '../../../domain/permissions/network-policy.js';
import type { SandboxPlan } from '../../../ports/process-sandbox.js';
import type { FilterPurpose } from '../seccomp/filter-rules.js';
import type { MountStep, Placeholder } from './mount-step.js';

/** The name under which this sandbox signs its plans. */
export const sandboxName = 'bubblewrap';

/**
 * A plan of this sandbox. `argv` is what is executed, with the descriptors of {@link launchDescriptors}; the environment never shows
 * in it. The rest is what the runner has to prepare.
 */
export interface BubblewrapPlan extends SandboxPlan {
  readonly sandbox: typeof sandboxName;
  readonly launch: Launch;
  /** The program that was asked for. */
  readonly program: string;
  /** What the system-call filter is chosen by. There always is one, if only to let everything pass. */
  readonly filter: FilterPurpose;
  /** Mount points that the runner makes before and removes after the command, unless they are somebody else's. */
  readonly placeholders: readonly Placeholder[];
  /** Whom the command may reach through its proxy; absent where it has none. */
  readonly proxied?: FilteredNetwork;
  /** What has to be looked for on the disk before the command starts; what is found is added to the mounts. */
  readonly search?: Search;
}

/** The parts that `argv` is made of. */
export interface Launch {
  readonly steps: readonly MountStep[];
  /** Options for namespaces and privileges. */
  readonly isolation: readonly string[];
  /** The canonical working directory. */
  readonly directory: AbsolutePath;
  readonly command: readonly [string, ...string[]];
}

/** The descriptors that bubblewrap inherits besides the standard ones, by role. */
export const launchDescriptors = { settings: 3, status: 4, filter: 5, listeners: 6 } as const;
