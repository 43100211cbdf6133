import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../../../src/adapters/bubblewrap/probe/explain-failure.js';
import { explainNamespaces } from '../../../../src/adapters/bubblewrap/probe/explain-namespaces.js';
import { type KernelFacts, readKernelFacts } from '../../../../src/adapters/bubblewrap/probe/kernel-facts.js';

const plain: KernelFacts = { settings: { 'user.max_user_namespaces': 9_000 }, isFiltered: false, userId: 1_000 };
const all = (1n << 41n) - 1n;

function because(own: Partial<KernelFacts>): readonly [string, string] | undefined {
  const explained = explainNamespaces({ ...plain, ...own });
  return explained && [explained.cause, explained.message];
}

describe('what the kernel says about itself', () => {
  it.each<readonly [string, Partial<KernelFacts>, string, RegExp]>([
    [
      'a limit of 0',
      { settings: { 'user.max_user_namespaces': 0, 'kernel.apparmor_restrict_unprivileged_userns': 1 } },
      'no-user-namespaces',
      /`user.max_user_namespaces` is 0/,
    ],
    [
      'no network',
      { settings: { 'user.max_net_namespaces': 0 } },
      'no-network-namespaces',
      /`user.max_net_namespaces` is 0/,
    ],
    [
      'only for root',
      { settings: { 'kernel.unprivileged_userns_clone': 0 } },
      'no-user-namespaces',
      /`kernel.unprivileged_userns_clone` is 0/,
    ],
    ['a rule of AppArmor', { settings: { 'kernel.apparmor_restrict_unprivileged_userns': 1 } }, 'apparmor', /AppArmor/],
    ['a root with little', { userId: 0, capabilityBounds: all ^ (1n << 31n) }, 'no-user-namespaces', /CAP_SETFCAP/],
    ['a filter', { isFiltered: true }, 'no-user-namespaces', /system-call filter/],
  ])('tells %s', (_, own, cause, message) => {
    expect(because(own)).toEqual([cause, expect.stringMatching(message)]);
  });

  it.each<readonly [string, Partial<KernelFacts>]>([
    ['nothing forbids them', {}],
    [
      'only ordinary users are kept from them',
      { userId: 0, settings: { 'kernel.unprivileged_userns_clone': 0 }, capabilityBounds: all },
    ],
    ['AppArmor restricts nobody', { settings: { 'kernel.apparmor_restrict_unprivileged_userns': 0 } }],
  ])('tells nothing where %s', (_, own) => {
    expect(because(own)).toBeUndefined();
  });

  it.each<readonly [string, Partial<KernelFacts>, string]>([
    [
      'setting up uid map: Permission denied',
      { settings: { 'kernel.apparmor_restrict_unprivileged_userns': 1 } },
      'apparmor',
    ],
    ['setting up uid map: Permission denied', { settings: {} }, 'no-user-namespaces'],
    [
      'loopback: Failed RTM_NEWADDR: Operation not permitted',
      { settings: { 'kernel.apparmor_restrict_unprivileged_userns': 1 } },
      'apparmor',
    ],
    ['loopback: Failed RTM_NEWADDR: Operation not permitted', { settings: {} }, 'no-network-namespaces'],
    ["Can't mount proc on /newroot/proc: Operation not permitted", { isFiltered: true }, 'cannot-mount-proc'],
    ['Creating new namespace failed: ENOSPC', { settings: { 'user.max_net_namespaces': 0 } }, 'no-network-namespaces'],
  ])('and what bubblewrap says, `%s`, give the cause together', (said, own, cause) => {
    const explained = explainFailure(`bwrap: ${said}\n`, { ...plain, ...own });
    expect([explained.cause, explained.message]).toEqual([
      cause,
      expect.stringContaining(`(bubblewrap says: ${said})`),
    ]);
  });

  it.runIf(process.platform === 'linux')('is read from this machine', () => {
    expect(readKernelFacts()).toMatchObject({
      settings: { 'user.max_user_namespaces': expect.any(Number) },
      isFiltered: expect.any(Boolean),
      capabilityBounds: expect.any(BigInt),
      userId: process.getuid?.(),
    });
  });
});
