import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../../../src/adapters/bubblewrap/probe/explain-failure.js';

describe('the reason that bubblewrap gives', () => {
  it.each([
    ['bwrap: Unknown option --disable-userns', 'old-version'],
    ['bwrap: setting up uid map: Permission denied', 'apparmor'],
    ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', 'apparmor'],
    ['bwrap: loopback: Failed RTM_NEWADDR: Resource busy', 'no-network-namespaces'],
    ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", 'cannot-mount-proc'],
    ['bwrap: prctl(PR_SET_SECCOMP): Invalid argument', 'no-seccomp'],
    ['bwrap: No permissions to create new namespace, likely because ...', 'no-user-namespaces'],
    ['bwrap: Creating new namespace failed: Operation not permitted', 'no-user-namespaces'],
    ['bwrap: Failed to make / slave: Permission denied', 'no-mount-rights'],
    ['bwrap: pivot_root: Invalid argument', 'no-mount-rights'],
    ['something else', 'setup-failed'],
    ['', 'setup-failed'],
  ])('in `%s` is %s', (said, cause) => {
    expect(explainFailure(said)).toEqual({ cause, message: expect.any(String), remedy: expect.any(String) });
  });

  it('is passed on in its own words', () => {
    const { message } = explainFailure('bwrap: pivot_root: Invalid argument\n');
    expect(message).toBe('file systems cannot be mounted here (bubblewrap says: pivot_root: Invalid argument)');
  });
});
