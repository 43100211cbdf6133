/** What went wrong, for programs. The list is closed within a major version. */
export type CodexErrorCode =
  | 'invalid-option'
  | 'invalid-config'
  | 'invalid-input'
  | 'working-directory-missing'
  | 'not-a-repository'
  | 'model-provider-unknown'
  | 'model-failed'
  | 'turn-failed'
  | 'turn-interrupted'
  /** A turn or a thread used up what its `limits` allow. */
  | 'limit-reached'
  /** The final message does not conform to the schema that was asked for. */
  | 'output-invalid'
  | 'thread-not-found'
  | 'thread-busy'
  | 'thread-store-failed'
  | 'sandbox-unavailable'
  | 'sandbox-refused'
  | 'tool-source-failed'
  | 'closed';

const mark = Symbol.for('codex-sdk.error');

/**
 * The one error class of this package. `message` names the thing and the remedy; `code` is for programs; `cause` holds what lay below.
 */
export class CodexError extends Error {
  override readonly name = 'CodexError';
  readonly code: CodexErrorCode;

  constructor(code: CodexErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, mark, { value: true });
  }

  /** Lets `instanceof CodexError` say the same as {@link CodexError.is}. The class is not made for subclasses. */
  static override [Symbol.hasInstance](value: unknown): value is CodexError {
    return CodexError.is(value);
  }

  /** Whether `value` is a `CodexError`, even one of another installed copy of this package. */
  static is(value: unknown): value is CodexError {
    return typeof value === 'object' && value !== null && (value as { [mark]?: unknown })[mark] === true;
  }
}
