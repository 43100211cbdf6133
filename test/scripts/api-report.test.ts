import { describe, expect, it } from 'vitest';
import { exportedNames } from '../../scripts/api-report.mjs';

describe('exportedNames', () => {
  it('finds declarations and lists, and no members', () => {
    const report = [
      'export interface A {',
      '    b(): C;',
      '}',
      'export abstract class D {',
      'export const e: () => void;',
      'export function f(): G;',
      'export type H = I;',
      'export { J }',
      'interface K {',
    ].join('\n');
    expect(exportedNames(report)).toEqual(['A', 'D', 'e', 'f', 'H', 'J']);
  });
});
