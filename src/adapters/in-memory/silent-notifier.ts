import type { Notifier } from '../../ports/notifier.js';

/** Tells nobody. */
export class SilentNotifier implements Notifier {
  notify(): void {
    // Silence is the purpose.
  }
}
