import { describe, expect, it } from 'vitest';
import { countTests } from '../../scripts/summarize-tests.mjs';

const file = (status: string, ...tests: readonly string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

describe('countTests', () => {
  it('adds up the tests of several reports', () => {
    const first = { testResults: [file('passed', 'passed', 'passed', 'skipped'), file('failed', 'failed', 'passed')] };
    const second = { testResults: [file('passed', 'todo', 'passed', 'pending')] };
    expect(countTests([first, second])).toEqual({ passed: 4, failed: 1, skipped: 3 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(countTests([{ testResults: [file('failed'), file('passed', 'passed')] }])).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('counts a missing report as one failure', () => {
    expect(countTests([undefined, { testResults: [file('passed', 'passed')] }])).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });
});
