import { describe, expect, it } from 'vitest';
import { checkThreadOptions } from '../../src/composition/check-options.js';
import type { ThreadOptions } from '../../src/index.js';

const rules = {
  kind: 'filtered',
  mode: 'full',
  allowedDomains: ['*.example.com'],
  deniedDomains: ['secret.example.com', '10.0.0.1'],
  localAddresses: 'denied',
};

function check(network: unknown, kind = 'managed'): string {
  const permissionProfile = { kind, fileSystem: { kind: 'unrestricted' }, network };
  try {
    checkThreadOptions({ permissionProfile } as ThreadOptions);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message.replace('the option `permissionProfile.network', '') : 'thrown';
  }
}

const noNetwork = '` must be `restricted`, `enabled` or, in a managed profile, rules about hosts';

describe('the network of a profile that is given as a value', () => {
  it.each<[unknown, string]>([
    ['restricted', 'taken'],
    ['enabled', 'taken'],
    [rules, 'taken'],
    [undefined, noNetwork],
    ['disabled', noNetwork],
    [false, noNetwork],
    [['example.com'], noNetwork],
    [{ ...rules, kind: 'closed' }, noNetwork],
    [{ ...rules, mode: 'read' }, '.mode` must be `full` or `limited`'],
    [{ ...rules, localAddresses: true }, '.localAddresses` must be `allowed` or `denied`'],
    [{ ...rules, allowedDomains: 'example.com' }, '.allowedDomains` must be a list of host names'],
    [{ ...rules, deniedDomains: [5] }, '.deniedDomains` must be a list of host names'],
    [
      { ...rules, allowedDomains: ['https://example.com'] },
      '.allowedDomains` has `https://example.com`, which must be a host name, an address, or a name after `*.` or `**.`, without scheme, port and path',
    ],
  ])('is checked: %j', (network, expected) => {
    expect(check(network)).toBe(expected);
  });

  it('is open or closed where somebody else confines, and nothing without a sandbox', () => {
    expect([check('enabled', 'external'), check(rules, 'external'), check(undefined, 'disabled')]).toEqual([
      'taken',
      noNetwork,
      'taken',
    ]);
  });
});
