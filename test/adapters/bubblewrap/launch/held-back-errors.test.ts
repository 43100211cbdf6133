import { describe, expect, it, vi } from 'vitest';
import { HeldBackErrors } from '../../../../src/adapters/bubblewrap/launch/held-back-errors.js';

const complaint = 'bwrap: execvp nothing: No such file or directory\n';

function held() {
  const delivered: string[] = [];
  const errors = new HeldBackErrors(({ bytes }) => delivered.push(Buffer.from(bytes).toString()));
  return { errors, delivered };
}

describe('standard error before it is clear whose it is', () => {
  it('passes what cannot be of bubblewrap at once', () => {
    const { errors, delivered } = held();
    errors.push(Buffer.from('bw'));
    errors.push(Buffer.from('arning\n'));
    expect([delivered, errors.take().toString()]).toEqual([['bwarning\n'], '']);
  });

  it('keeps a complaint of bubblewrap until it is asked for', () => {
    const { errors, delivered } = held();
    errors.push(Buffer.from(complaint));
    expect([errors.take().toString(), delivered]).toEqual([complaint, []]);
  });

  it('still tells the complaint when so much time passed that it was shown', () => {
    vi.useFakeTimers();
    try {
      const { errors, delivered } = held();
      errors.push(Buffer.from(complaint));
      vi.advanceTimersByTime(60_000);
      expect([delivered, errors.take().toString()]).toEqual([[complaint], complaint]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('forgets it when the command goes on', () => {
    const { errors, delivered } = held();
    errors.push(Buffer.from(complaint));
    errors.flush();
    expect([delivered, errors.take().toString()]).toEqual([[complaint], '']);
  });
});
