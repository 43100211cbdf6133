/** Why Seatbelt cannot be used here, for programs. The list is closed within a major version. */
export type UnavailableCause =
  | 'unsupported-platform'
  | 'missing-binary'
  | 'already-confined'
  | 'policy-rejected'
  | 'setup-failed';

/** A cause with what it means here and how to mend it. */
export interface Unavailability {
  readonly cause: UnavailableCause;
  readonly message: string;
  readonly remedy: string;
}
