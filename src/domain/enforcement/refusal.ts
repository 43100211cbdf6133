/** Why something cannot be enforced: `message` names what is wrong, `remedy` what to do about it. */
export interface Refusal<Code extends string> {
  readonly code: Code;
  readonly message: string;
  readonly remedy: string;
}
