/** What the settings of a thread say about the built-in tools. */
export interface ToolRules {
  /** Whether commands may run in a login shell. When they may not, the model is not offered the choice, and they do not. */
  readonly loginShell: 'allowed' | 'forbidden';
  readonly viewImage: 'offered' | 'omitted';
  /** Models that a catalogue knows not to write patches are not offered the tool. */
  readonly applyPatch: 'offered' | 'omitted';
  /** The most that the model gets to see of one output, in tokens, >= 0. */
  readonly maxOutputTokens: number;
  /** The longest wait for output of a command that goes on in the background, in milliseconds, >= 0. */
  readonly maxPollMs: number;
}

/** The rules of a thread whose settings say nothing. */
export const defaultToolRules: ToolRules = {
  loginShell: 'allowed',
  viewImage: 'offered',
  applyPatch: 'offered',
  maxOutputTokens: 10_000,
  maxPollMs: 300_000,
};
