import type { Span, SpanAttributes, Telemetry } from '../../ports/telemetry.js';

/** A span as it was reported. Without an outcome it has not ended. */
export interface RecordedSpan {
  readonly name: Parameters<Telemetry['startSpan']>[0];
  /** Those of the start, overridden by those of the end. */
  readonly attributes: SpanAttributes;
  readonly outcome?: Parameters<Span['end']>[0];
}

/** Keeps every span. */
export class RecordingTelemetry implements Telemetry {
  readonly #spans: RecordedSpan[] = [];

  /** Every span so far, in the order of their starts. */
  get spans(): readonly RecordedSpan[] {
    return this.#spans;
  }

  /** The returned span throws when it is ended twice. */
  startSpan(name: RecordedSpan['name'], attributes: SpanAttributes): Span {
    const index = this.#spans.push({ name, attributes }) - 1;
    return {
      end: (outcome, more = {}) => {
        if (this.#spans[index]?.outcome !== undefined) throw new Error(`the span \`${name}\` was ended twice`);
        this.#spans[index] = { name, attributes: { ...attributes, ...more }, outcome };
      },
    };
  }
}
