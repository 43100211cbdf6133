import { describe, expect, it } from 'vitest';
import { type Host, parseHost } from '../../../../src/domain/permissions/network/host.js';
import type { IpAddress } from '../../../../src/domain/permissions/network/ip-address.js';
import {
  allowsLoopback,
  type FilterVerdict,
  NetworkFilter,
} from '../../../../src/domain/permissions/network/network-filter.js';
import type { FilteredNetwork } from '../../../../src/domain/permissions/network-policy.js';

function rules(allowedDomains: readonly string[], others: Partial<FilteredNetwork> = {}): FilteredNetwork {
  return { kind: 'filtered', mode: 'full', allowedDomains, deniedDomains: [], localAddresses: 'denied', ...others };
}

function host(text: string): Host {
  const parsed = parseHost(text);
  if (parsed === undefined) throw new Error(`\`${text}\` is no host`);
  return parsed;
}

function address(text: string): IpAddress {
  const parsed = host(text);
  if (parsed.kind !== 'address') throw new Error(`\`${text}\` is no address`);
  return parsed.address;
}

function word(verdict: FilterVerdict): string {
  return verdict.kind === 'allow' ? 'allow' : verdict.reason;
}

describe('NetworkFilter', () => {
  it.each<[string, FilteredNetwork, string, string]>([
    ['nothing is listed', rules([]), 'example.com', 'not-allowed'],
    ['it is listed', rules(['example.com']), 'EXAMPLE.com.', 'allow'],
    ['it is denied as well', rules(['example.com'], { deniedDomains: ['example.com'] }), 'example.com', 'denied'],
    ['all below is denied', rules(['*'], { deniedDomains: ['**.evil.test'] }), 'a.evil.test', 'denied'],
    ['a narrow rule allows what a wide one denies', rules(['a.b.c'], { deniedDomains: ['*.c'] }), 'a.b.c', 'denied'],
    ['everything is allowed', rules(['*']), '8.8.8.8', 'allow'],
    ['everything public is allowed', rules(['*']), '127.0.0.1', 'local-address'],
    ['everything public is allowed', rules(['*']), '0x7f.1', 'local-address'],
    ['everything public is allowed', rules(['*']), '169.254.169.254', 'local-address'],
    ['local addresses are allowed', rules(['*'], { localAddresses: 'allowed' }), '127.0.0.1', 'allow'],
    ['local addresses are allowed', rules(['*'], { localAddresses: 'allowed' }), '169.254.169.254', 'local-address'],
    ['an address is denied', rules(['*'], { deniedDomains: ['8.8.8.8'] }), '[64:ff9b::8.8.8.8]', 'denied'],
    ['everything public is allowed', rules(['*']), '168.63.129.16', 'local-address'],
    ['the address is listed', rules(['127.0.0.1']), '[::ffff:127.0.0.1]', 'allow'],
    ['the metadata service is listed', rules(['169.254.169.254']), '169.254.169.254', 'allow'],
    ['another address is listed', rules(['127.0.0.1']), '127.0.0.2', 'not-allowed'],
    ['a denial cannot be read', rules(['*'], { deniedDomains: ['https://x'] }), 'example.com', 'denied'],
    ['a permission cannot be read', rules(['https://example.com']), 'example.com', 'not-allowed'],
  ])('decides, when %s, about the host %s%s', (_when, policy, name, expected) => {
    expect(word(new NetworkFilter(policy).host(host(name)))).toBe(expected);
  });

  it.each<[FilteredNetwork, string, readonly string[], string]>([
    [rules(['a.test']), 'a.test', ['8.8.8.8', '2606:4700::1'], 'allow'],
    [rules(['a.test']), 'a.test', ['127.0.0.1'], 'local-address'],
    [rules(['a.test']), 'a.test', ['8.8.8.8', '10.0.0.1'], 'local-address'],
    [rules(['a.test', '10.0.0.1']), 'a.test', ['8.8.8.8', '10.0.0.1'], 'allow'],
    [rules(['a.test'], { localAddresses: 'allowed' }), 'a.test', ['10.0.0.1', '::1'], 'allow'],
    [rules(['a.test'], { localAddresses: 'allowed' }), 'a.test', ['169.254.169.254'], 'local-address'],
    [rules(['a.test'], { deniedDomains: ['8.8.8.8'] }), 'a.test', ['8.8.8.8'], 'denied'],
    [rules(['*'], { deniedDomains: ['8.8.8.8'] }), '64:ff9b::808:808', ['64:ff9b::808:808'], 'denied'],
    [rules(['a.test'], { deniedDomains: ['8.8.8.8'] }), 'a.test', ['2002:808:808::1'], 'denied'],
    [rules(['a.test'], { deniedDomains: ['64:ff9b::808:808'] }), 'a.test', ['64:ff9b::808:808'], 'denied'],
    [rules(['a.test']), 'a.test', ['64:ff9b::5db8:d822'], 'local-address'],
    [rules(['a.test'], { localAddresses: 'allowed' }), 'a.test', ['fd00:ec2::254'], 'local-address'],
    [rules(['localhost']), 'localhost', ['127.0.0.1', '::1'], 'allow'],
    [rules(['*.localhost']), 'a.localhost', ['127.0.0.1'], 'local-address'],
    [rules(['*']), 'localhost', ['127.0.0.1'], 'local-address'],
    [rules(['a.test']), 'a.test', ['93.184.216.34'], 'local-address'],
  ])('under %j decides about %s at %j: %s', (policy, name, addresses, expected) => {
    const filter = new NetworkFilter(policy, [address('93.184.216.34')]);
    expect(word(filter.addresses(host(name), addresses.map(address)))).toBe(expected);
  });

  it('lets only requests through that change nothing where it is limited', () => {
    const filter = new NetworkFilter(rules(['*'], { mode: 'limited' }));
    const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'get'];
    const verdicts = methods.map((method) => word(filter.use({ kind: 'request', method })));
    expect([...verdicts, word(filter.use({ kind: 'tunnel' }))]).toEqual([
      'allow',
      'allow',
      'allow',
      ...Array(5).fill('limited-mode'),
    ]);
  });
});

describe('allowsLoopback', () => {
  it.each<[FilteredNetwork, boolean]>([
    [rules(['example.com', '*']), false],
    [rules(['localhost']), true],
    [rules(['10.0.0.1']), true],
    [rules(['8.8.8.8']), false],
    [rules([], { localAddresses: 'allowed' }), true],
  ])('of %j is %s', (policy, expected) => {
    expect(allowsLoopback(policy)).toBe(expected);
  });
});
