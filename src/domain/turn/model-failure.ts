/**
 * Why the model could not be sampled, in words that decide what to do next. `message` is the provider's own text where it sent one;
 * `detail` says more about the cause, for logs. Neither contains a secret.
 * What is retried, how often and after which delay is decided by the turn machine, never by an adapter.
 */
export type ModelFailure =
  /** No answer at all: refused connection, unknown host, broken TLS, or a server error before the stream began. */
  | { readonly kind: 'unreachable'; readonly message: string; readonly detail?: string }
  | { readonly kind: 'server-error'; readonly message: string; readonly detail?: string }
  | { readonly kind: 'bad-request'; readonly message: string }
  | { readonly kind: 'unauthorized'; readonly message: string }
  | { readonly kind: 'not-found'; readonly message: string }
  | { readonly kind: 'rate-limited'; readonly message: string; readonly retryAfterMs?: number }
  /** `resetsAt` is in milliseconds since the epoch. */
  | { readonly kind: 'usage-limit'; readonly message: string; readonly plan?: string; readonly resetsAt?: number }
  | { readonly kind: 'quota-exceeded' }
  | { readonly kind: 'context-overflow' }
  | { readonly kind: 'at-capacity' }
  /** The provider refused this prompt for what it says. */
  | { readonly kind: 'rejected'; readonly message: string }
  /** The stream ended before the response was complete. */
  | { readonly kind: 'disconnected'; readonly message: string; readonly detail?: string }
  | { readonly kind: 'idle'; readonly idleMs: number }
  | { readonly kind: 'incomplete'; readonly reason: string }
  /** The environment variable that should hold the key is missing or empty. */
  | { readonly kind: 'missing-key'; readonly variable: string };
