import { describe, expect, it } from 'vitest';
import { type End, type EndContext, outcomeOf } from '../../../src/adapters/no-sandbox/outcome-of.js';
import type { CommandOutcome } from '../../../src/ports/process-sandbox.js';

describe('the outcome of an unconfined command', () => {
  it.each<[string, End, EndContext, CommandOutcome]>([
    [
      'its exit code',
      { code: 3, signal: null },
      { stopped: undefined, platform: 'linux' },
      { kind: 'exited', exitCode: 3 },
    ],
    [
      'its signal',
      { code: null, signal: 'SIGTERM' },
      { stopped: undefined, platform: 'linux' },
      { kind: 'signalled', signal: 'SIGTERM', exitCode: 143 },
    ],
    [
      'that its time was over',
      { code: null, signal: 'SIGKILL' },
      { stopped: 'timed-out', platform: 'darwin' },
      { kind: 'timed-out' },
    ],
    [
      'its exit code when it was quicker',
      { code: 1, signal: null },
      { stopped: 'aborted', platform: 'linux' },
      { kind: 'exited', exitCode: 1 },
    ],
    [
      'that it was killed on Windows',
      { code: 1, signal: null },
      { stopped: 'aborted', platform: 'win32' },
      { kind: 'aborted' },
    ],
    [
      'a failure of its own on Windows',
      { code: 1, signal: null },
      { stopped: undefined, platform: 'win32' },
      { kind: 'exited', exitCode: 1 },
    ],
    [
      'its success on Windows when it was quicker',
      { code: 0, signal: null },
      { stopped: 'timed-out', platform: 'win32' },
      { kind: 'exited', exitCode: 0 },
    ],
  ])('is %s', (_, end, context, outcome) => {
    expect(outcomeOf(end, context)).toEqual(outcome);
  });
});
