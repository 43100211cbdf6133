import { isolatedAlready } from './isolated-already.js';
import { type KernelFacts, type KernelSetting, kernelSettings } from './kernel-facts.js';
import type { Unavailability } from './unavailable-cause.js';

/** `CAP_SETFCAP`, without which root may not give its own number to a namespace. */
const setFileCapabilities = 1n << 31n;

/**
 * Why namespaces cannot be made, from what the kernel says about itself: the first fact that is reason enough. `undefined` when the facts do
 * not tell.
 */
export function explainNamespaces(facts: KernelFacts): Unavailability | undefined {
  const { settings, capabilityBounds, userId } = facts;
  const isRoot = userId === 0;
  const off = kernelSettings.find((name) => name.startsWith('user.') && settings[name] === 0);
  if (off !== undefined) return switchedOff(off, 'above 0');
  if (settings['kernel.unprivileged_userns_clone'] === 0 && !isRoot) {
    return switchedOff('kernel.unprivileged_userns_clone', 'to 1');
  }
  if (settings['kernel.apparmor_restrict_unprivileged_userns'] === 1 && !isRoot) return apparmor;
  if (isRoot && capabilityBounds !== undefined && (capabilityBounds & setFileCapabilities) === 0n) return boundRoot;
  return facts.isFiltered ? filtered : undefined;
}

/** The rule of AppArmor, by whatever it became known. */
export const apparmor: Unavailability = {
  cause: 'apparmor',
  message: 'a rule of AppArmor keeps unprivileged programs from using user namespaces',
  remedy:
    'install the AppArmor profile of bubblewrap (package `apparmor-profiles`, profile `bwrap-userns-restrict`), ' +
    'or set the sysctl `kernel.apparmor_restrict_unprivileged_userns` to 0',
};

const boundRoot: Unavailability = {
  cause: 'no-user-namespaces',
  message:
    'user namespaces cannot be set up by this root, which lacks the capability CAP_SETFCAP, as in some containers',
  remedy: `give the container the capability SETFCAP, run as an ordinary user, ${isolatedAlready}`,
};

const filtered: Unavailability = {
  cause: 'no-user-namespaces',
  message: 'namespaces cannot be created here, where a system-call filter is in force, as in most containers',
  remedy: `start the container with a filter that allows \`clone\`, \`unshare\`, \`mount\` and \`pivot_root\`, ${isolatedAlready}`,
};

function switchedOff(setting: KernelSetting, remedy: string): Unavailability {
  const isNetwork = setting === 'user.max_net_namespaces';
  return {
    cause: isNetwork ? 'no-network-namespaces' : 'no-user-namespaces',
    message: `namespaces that the sandbox needs are switched off: the sysctl \`${setting}\` is 0`,
    remedy: `set the sysctl \`${setting}\` ${remedy}, ${isolatedAlready}`,
  };
}
