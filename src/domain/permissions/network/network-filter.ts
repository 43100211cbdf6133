import { assertNever } from '../../result.js';
import type { FilteredNetwork } from '../network-policy.js';
import { type AddressScope, destinationOf, scopeOf } from './address-scope.js';
import { type Host, parseHost, renderHost } from './host.js';
import { type HostPattern, matchesHost, parseHostPattern } from './host-pattern.js';
import { type IpAddress, renderAddress } from './ip-address.js';

/**
 * Why something could not be reached: a rule denies it, no rule allows it, it lies on this machine or near it, the request could change
 * something or cannot be looked into, or it can be understood in more than one way.
 */
export type BlockReason = 'denied' | 'not-allowed' | 'local-address' | 'limited-mode' | 'malformed';

/** What a filter says about a wish. */
export type FilterVerdict = { readonly kind: 'allow' } | { readonly kind: 'block'; readonly reason: BlockReason };

const allow: FilterVerdict = { kind: 'allow' };
const harmlessMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** The rules of a {@link FilteredNetwork}, read once and asked often. Denials win over everything else. */
export class NetworkFilter {
  readonly #policy: FilteredNetwork;
  readonly #allowed: readonly HostPattern[];
  readonly #denied: readonly HostPattern[];
  /** A denial that cannot be read denies everything: nobody knows what it was meant to keep away. */
  readonly #unreadable: boolean;
  readonly #own: ReadonlySet<string>;

  /** @param own the addresses of this machine: a public one is as near as its loopback */
  constructor(policy: FilteredNetwork, own: readonly IpAddress[] = []) {
    this.#policy = policy;
    this.#own = new Set(own.map(renderAddress));
    this.#allowed = patternsOf(policy.allowedDomains);
    this.#denied = patternsOf(policy.deniedDomains);
    this.#unreadable = this.#denied.length < policy.deniedDomains.length;
  }

  /** Decides about a host by its name alone, before anybody looks it up. */
  host(host: Host): FilterVerdict {
    if (this.#unreadable || matchesAny(this.#denied, host)) return block('denied');
    if (!matchesAny(this.#allowed, host)) return block('not-allowed');
    return host.kind === 'address' ? this.addresses(host, [host.address]) : allow;
  }

  /**
   * Decides about the addresses that a host, which was allowed, has right now. All of them have to be allowed: a name that leads both
   * out and in is a trap. Whoever connects has to use exactly these addresses.
   */
  addresses(host: Host, addresses: readonly IpAddress[]): FilterVerdict {
    // A denial of an address is one of every way to it.
    const hosts = addresses.flatMap((address) => [address, destinationOf(address)]);
    if (hosts.some((address) => matchesAny(this.#denied, { kind: 'address', address }))) return block('denied');
    const reachable = addresses.every((address) => this.#mayLead(host, address));
    return reachable ? allow : block('local-address');
  }

  /** Decides about what is done at a host. An encrypted `tunnel` cannot be looked into. */
  use(use: { readonly kind: 'request'; readonly method: string } | { readonly kind: 'tunnel' }): FilterVerdict {
    if (this.#policy.mode === 'full') return allow;
    return use.kind === 'request' && harmlessMethods.includes(use.method) ? allow : block('limited-mode');
  }

  #mayLead(host: Host, address: IpAddress): boolean {
    const scope: AddressScope = this.#scopeOf(address);
    switch (scope) {
      case 'public':
        return true;
      case 'local':
        return this.#policy.localAddresses === 'allowed' || this.#isListed(host, address);
      case 'special':
        return this.#isListed(host, address);
      default:
        return assertNever(scope);
    }
  }

  #scopeOf(address: IpAddress): AddressScope {
    const scope = scopeOf(address);
    return scope === 'public' && this.#own.has(renderAddress(destinationOf(address))) ? 'local' : scope;
  }

  /** Whether the rules name the address itself; `localhost` is as good as an address, because it cannot be anything else. */
  #isListed(host: Host, address: IpAddress): boolean {
    const listed = (other: Host): boolean =>
      this.#allowed.some((pattern) => pattern.kind === 'exactly' && pattern.host === renderHost(other));
    if (listed({ kind: 'address', address })) return true;
    return host.kind === 'name' && host.name === 'localhost' && scopeOf(address) === 'local' && listed(host);
  }
}

/** Whether the rules allow something on this machine by its name, so that the way there must lead through the filter. */
export function allowsLoopback({ allowedDomains, localAddresses }: FilteredNetwork): boolean {
  if (localAddresses === 'allowed') return true;
  return allowedDomains.some((text) => {
    const host = parseHost(text);
    if (host === undefined) return false;
    return host.kind === 'name' ? host.name === 'localhost' : scopeOf(host.address) === 'local';
  });
}

function patternsOf(texts: readonly string[]): readonly HostPattern[] {
  return texts.map(parseHostPattern).flatMap((pattern) => (pattern.ok ? [pattern.value] : []));
}

function matchesAny(patterns: readonly HostPattern[], host: Host): boolean {
  return patterns.some((pattern) => matchesHost(pattern, host));
}

function block(reason: BlockReason): FilterVerdict {
  return { kind: 'block', reason };
}
