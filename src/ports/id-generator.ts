/** Identifiers, and the little randomness that the agent needs. */
export interface IdGenerator {
  /** A UUID of version 7, lower case; later calls sort after earlier ones. */
  uuid(): string;
  /** Random lower-case hexadecimal digits. */
  hex(digits: number): string;
}
