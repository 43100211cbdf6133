import type { Span, Telemetry } from '../../ports/telemetry.js';

const silentSpan: Span = {
  end() {
    // Nothing was started.
  },
};

/** Measures nothing. */
export class SilentTelemetry implements Telemetry {
  startSpan(): Span {
    return silentSpan;
  }
}
