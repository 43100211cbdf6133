import { describe, expect, it } from 'vitest';
import { renderRejection } from '../../../src/domain/approvals/render-rejection.js';

describe('renderRejection', () => {
  it('wraps a reason as models know it', () => {
    expect(renderRejection('rejected by user')).toBe(
      'exec_command failed: CreateProcess { message: "Rejected(\\"rejected by user\\")" }',
    );
  });

  it('escapes once for each pair of quotes', () => {
    expect(renderRejection(`'ls\ncurl "$X"' \u202e`)).toBe(
      `exec_command failed: CreateProcess { message: "Rejected(\\"'ls\\\\ncurl \\\\\\"$X\\\\\\"' \\\\u{202e}\\")" }`,
    );
  });
});
