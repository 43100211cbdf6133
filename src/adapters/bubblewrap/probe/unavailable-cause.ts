/** Why bubblewrap cannot be used here, for programs. The list is closed within a major version. */
export type UnavailableCause =
  | 'unsupported-platform'
  | 'unsupported-architecture'
  | 'missing-binary'
  | 'untrusted-binary'
  | 'old-version'
  | 'no-user-namespaces'
  | 'apparmor'
  | 'no-network-namespaces'
  | 'cannot-mount-proc'
  | 'no-mount-rights'
  | 'no-seccomp'
  | 'unsafe-state-directory'
  | 'setup-failed';

/** A cause with what it means here and how to mend it. */
export interface Unavailability {
  readonly cause: UnavailableCause;
  readonly message: string;
  readonly remedy: string;
}
