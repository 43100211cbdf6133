/** Whether commands may reach the network as a whole. */
export type NetworkAccess = 'restricted' | 'enabled';

/** A network of which only some hosts can be reached. A name is written as in `parseHostPattern`. */
export interface FilteredNetwork {
  readonly kind: 'filtered';
  /** `limited` lets only requests through that change nothing: GET, HEAD and OPTIONS that are not encrypted. */
  readonly mode: 'full' | 'limited';
  /** Nothing can be reached that is not listed here; `*` lists everything. */
  readonly allowedDomains: readonly string[];
  /** What can never be reached, even where it is allowed as well. */
  readonly deniedDomains: readonly string[];
  /** Whether names may lead to this machine and its private networks. Otherwise only addresses that are allowed literally do. */
  readonly localAddresses: 'allowed' | 'denied';
}

/** What commands may reach of the network. */
export type NetworkPolicy = NetworkAccess | FilteredNetwork;

/** A policy in the words of those who only know on and off: what cannot be told apart counts as off. */
export function networkAccessOf(policy: NetworkPolicy): NetworkAccess {
  return policy === 'enabled' ? 'enabled' : 'restricted';
}

/** Opens a network as far as its own rules let somebody open it: what they deny stays denied. */
export function openedNetwork(policy: NetworkPolicy): NetworkPolicy {
  return typeof policy === 'string' ? 'enabled' : { ...policy, mode: 'full', allowedDomains: ['*'] };
}
