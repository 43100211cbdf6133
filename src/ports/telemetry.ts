/** Values that describe a span; never prompts, outputs or secrets. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A measured stretch of work. */
export interface Span {
  /** Ends the span; called exactly once. */
  end(outcome: 'ok' | 'error' | 'cancelled', attributes?: SpanAttributes): void;
}

/** Traces turns, samplings and tool calls. Must not throw. */
export interface Telemetry {
  startSpan(name: 'turn' | 'sample' | 'tool', attributes: SpanAttributes): Span;
}
