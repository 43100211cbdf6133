import { describe, expect, it } from 'vitest';
import { isLikelyDenied } from '../../../src/domain/approvals/likely-denied.js';

describe('isLikelyDenied', () => {
  it.each([
    [1, 'touch: cannot touch `x`: Read-only file system'],
    [1, 'bash: x: Permission denied'],
    [126, 'bash: ./x: Permission denied'],
    [2, 'Operation not permitted'],
    [1, 'seccomp'],
    [1, 'SANDBOX: denied'],
    [1, 'landlock'],
    [1, 'Failed to write file /x'],
    [159, ''],
    [1, 'Access is denied.'],
    [1, "Set-Content : Access to the path 'C:\\\\ws\\\\.git' is denied."],
  ])('thinks so at exit code %i with `%s`', (exitCode, output) => {
    expect(isLikelyDenied({ exitCode }, output)).toBe(true);
  });

  it.each([
    [0, 'permission denied'],
    [1, 'no such file or directory'],
    [2, 'usage'],
    [126, ''],
    [127, 'x: command not found'],
    [137, 'killed'],
  ])('does not think so at exit code %i with `%s`', (exitCode, output) => {
    expect(isLikelyDenied({ exitCode }, output)).toBe(false);
  });
});
