import { describe, expect, it } from 'vitest';
import { renderPatchOutput } from '../../../src/application/apply-patch/render-patch-output.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';

describe('renderPatchOutput', () => {
  const applied = { kind: 'applied', changes: [], summary: ['A new.txt', 'M a', 'D b'] } as const;

  it('lists what was changed', () => {
    expect(renderPatchOutput(applied, 0.1999)).toBe(
      'Exit code: 0\nWall time: 0.2 seconds\nOutput:\nSuccess. Updated the following files:\nA new.txt\nM a\nD b\n',
    );
  });

  it.each([
    [0, '0'],
    [0.04, '0'],
    [1, '1'],
    [12.34, '12.3'],
  ])('shows %d seconds as %s', (seconds, shown) => {
    expect(renderPatchOutput(applied, seconds).split('\n')[1]).toBe(`Wall time: ${shown} seconds`);
  });

  it('says what could not be written', () => {
    const error = { code: 'io', path: '/ws/a' as AbsolutePath, message: 'no space left' } as const;
    const outcome = { kind: 'failed', message: 'Failed to write file /ws/a', changes: [], error } as const;
    expect(renderPatchOutput(outcome, 0)).toBe(
      'Exit code: 1\nWall time: 0 seconds\nOutput:\nFailed to write file /ws/a\n',
    );
  });

  it('gives the bare reason of a patch that was not tried', () => {
    const message = 'patch rejected: empty patch';
    expect(renderPatchOutput({ kind: 'refused', message }, 1)).toBe(message);
    expect(renderPatchOutput({ kind: 'verification-failed', message: 'why' }, 1)).toBe('why');
  });
});
