import type { TurnEffect } from './turn-protocol.js';
import type { PendingCall } from './turn-state.js';

/**
 * Starts every queued call that may run now.
 * A parallel call waits for earlier exclusive calls only; an exclusive call waits for all earlier calls.
 */
export function startReadyCalls(calls: readonly PendingCall[]): {
  readonly calls: readonly PendingCall[];
  readonly started: readonly TurnEffect[];
} {
  const started: TurnEffect[] = [];
  let earlier: 'none' | 'parallel' | 'exclusive' = 'none';
  const next = calls.map((pending, slot): PendingCall => {
    const { call, progress } = pending;
    if (progress.kind === 'done') return pending;
    const ready =
      progress.kind === 'queued' && (progress.mode === 'parallel' ? earlier !== 'exclusive' : earlier === 'none');
    if (earlier !== 'exclusive') earlier = holdsBack(pending);
    if (progress.kind !== 'queued' || !ready) return pending;
    started.push({ type: 'run-call', slot, call, permissions: progress.permissions });
    return { call, progress: { kind: 'running', mode: progress.mode } };
  });
  return { calls: next, started };
}

/** A call that is still being prepared may turn out to be exclusive, so it holds back as if it were. */
function holdsBack({ progress }: PendingCall): 'parallel' | 'exclusive' {
  return progress.kind === 'preparing' || progress.kind === 'done' || progress.mode === 'exclusive'
    ? 'exclusive'
    : 'parallel';
}
