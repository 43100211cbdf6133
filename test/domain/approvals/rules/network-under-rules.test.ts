import { describe, expect, it } from 'vitest';
import type { NetworkRule } from '../../../../src/domain/approvals/rules/exec-rules.js';
import { networkUnderRules } from '../../../../src/domain/approvals/rules/network-under-rules.js';
import type { FilteredNetwork } from '../../../../src/domain/permissions/network-policy.js';

const rules: readonly NetworkRule[] = [
  { host: 'good.com', protocol: 'https', decision: 'allow' },
  { host: 'odd.com', protocol: 'http', decision: 'prompt' },
  { host: 'evil.com', protocol: 'socks5_tcp', decision: 'forbidden' },
];
const filtered: FilteredNetwork = {
  kind: 'filtered',
  mode: 'limited',
  allowedDomains: ['a.com'],
  deniedDomains: ['b.com'],
  localAddresses: 'denied',
};

describe('a network under the rules of the user', () => {
  it('is narrowed and widened where it is one of chosen hosts', () => {
    expect(networkUnderRules(filtered, rules)).toEqual({
      ...filtered,
      allowedDomains: ['a.com', 'good.com'],
      deniedDomains: ['b.com', 'odd.com', 'evil.com'],
    });
  });

  it.each(['restricted', 'enabled'] as const)('stays as it is where it is %s as a whole', (policy) => {
    expect(networkUnderRules(policy, rules)).toBe(policy);
  });

  it('stays the same object without rules', () => {
    expect(networkUnderRules(filtered, [])).toBe(filtered);
  });
});
