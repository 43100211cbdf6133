import type { DetailedThreadEvent } from '../../domain/conversation/thread-event.js';

/** Where the events of a turn go. */
export interface EventOutlet {
  emit(event: DetailedThreadEvent): void;
  /** Settles when the host has read enough of what was emitted, or the signal aborts; undefined when there is no need to wait. */
  room(signal: AbortSignal): Promise<void> | undefined;
  /** Whether the host has so much left to read that what cannot wait for room should be shortened. */
  crowded(): boolean;
}
