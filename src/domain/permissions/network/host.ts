import { type IpAddress, parseIpv4, parseIpv6, renderAddress } from './ip-address.js';

/** Whom a command wants to reach: a name in lower case without a final dot, or an address. */
export type Host =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'address'; readonly address: IpAddress };

const maxNameLength = 253;
const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Reads a host as it stands in a request, an IPv6 address with or without brackets. Whatever two programs could understand differently
 * is nothing at all: other characters, empty labels, a number that is no address.
 */
export function parseHost(text: string): Host | undefined {
  const bracketed = /^\[(.*)\]$/s.exec(text)?.[1];
  if (bracketed !== undefined || text.includes(':')) return addressHost(parseIpv6(bracketed ?? text));
  const name = text.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  if (looksNumeric(labels.at(-1) ?? '')) return addressHost(parseIpv4(name));
  if (name.length > maxNameLength || !labels.every((part) => label.test(part))) return undefined;
  return { kind: 'name', name };
}

/** The one spelling under which a host is compared and shown. */
export function renderHost(host: Host): string {
  return host.kind === 'name' ? host.name : renderAddress(host.address);
}

function addressHost(address: IpAddress | undefined): Host | undefined {
  return address === undefined ? undefined : { kind: 'address', address };
}

/** A name whose last label is a number is taken for an address by those who connect to it. */
function looksNumeric(last: string): boolean {
  return /^[0-9]+$/.test(last) || /^0x[0-9a-f]*$/.test(last);
}
