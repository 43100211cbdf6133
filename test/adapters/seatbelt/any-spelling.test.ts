import { describe, expect, it } from 'vitest';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { managed, rule, wholeDisk } from '../bubblewrap/support/test-bench.js';
import { problemsIn } from './support/check-policy.js';
import { parametersOf, planFor } from './support/planned.js';
import { PolicyModel } from './support/policy-model.js';

/** Whether something can be made at a path of `/ws`, while a rule keeps another one from being written that does not exist. */
function canMake(path: string, kept: string): boolean {
  const plan = planFor(managed([wholeDisk('read'), rule('/ws', 'write'), rule(`/ws/${kept}`, 'read')]), { ws: {} });
  const parameters = parametersOf(plan);
  expect(problemsIn(plan.policy, parameters)).toEqual([]);
  return new PolicyModel(plan.policy, parameters).allows({
    operation: 'file-write-create',
    path: `/ws/${path}` as AbsolutePath,
  });
}

describe('what does not exist yet and must not be written', () => {
  it.each([
    ['.vscode', '.vscode'],
    ['.vscode', '.VSCode'],
    ['.vscode', '.v\u017fcode/tasks.json'],
    ['Makefile', 'MA\u212aEFILE'],
    ['secret/deep/file', 'SECRET'],
    ['caf\u00e9', 'CAFE\u0301'],
    ['cafe\u0301', 'caf\u00c9'],
    ['\u6f22', '\u6f22'],
    ['stra\u00dfe', 'STRASSE'],
    ['a b', 'A B/c'],
    ['a[b]', 'A[B]'],
    ['a.b', 'A.B'],
    ['.git', '.GIT/hooks'],
  ])('%s cannot be made as %s', (kept, path) => {
    expect(canMake(path, kept)).toBe(false);
  });

  it.each([
    ['.vscode', '.vscode2'],
    ['.vscode', 'x.vscode'],
    ['.vscode', 'sub/.VSCODE'],
    ['caf\u00e9', 'cafe'],
    ['a[b]', 'ab'],
    ['a.b', 'axb'],
    ['a+', 'aa'],
  ])('%s has nothing to do with %s', (kept, path) => {
    expect(canMake(path, kept)).toBe(true);
  });
});
