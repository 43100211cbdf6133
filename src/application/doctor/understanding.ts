import type { Settings } from '../../domain/config/settings.js';
import type { ConfigInForce } from '../settings/load-config.js';
import type { PermissionsInForce } from '../settings/resolve-permissions.js';

/** What the configuration amounts to, as far as it can be understood. */
export interface Understanding {
  readonly inForce?: ConfigInForce;
  readonly settings?: Settings;
  readonly permissions?: PermissionsInForce;
  /** Why it cannot be understood further. */
  readonly problem?: string;
}
