/** What was kept of an output that may have been longer. */
export interface CapturedOutput {
  /** Says itself where something is missing. */
  readonly text: string;
  /** How long the output was, in bytes. */
  readonly bytes: number;
  /** How many of them are not in `text`. */
  readonly omittedBytes: number;
}
