import { describe, expect, it } from 'vitest';
import { planCommandLine } from '../../../src/adapters/seatbelt/plan-command-line.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { managed, rule, wholeDisk } from '../bubblewrap/support/test-bench.js';
import { problemsIn } from './support/check-policy.js';
import { parametersOf, planFor, requested, settings } from './support/planned.js';
import { PolicyModel } from './support/policy-model.js';

const hidden = (pattern: string) => ({ path: { kind: 'glob', pattern }, access: 'deny' }) as const;

function policyWith(pattern: string, writable = '/ws'): PolicyModel {
  const plan = planFor(managed([wholeDisk('read'), rule(writable, 'write'), hidden(pattern)]), { ws: {}, home: {} });
  expect(problemsIn(plan.policy, parametersOf(plan))).toEqual([]);
  return new PolicyModel(plan.policy, parametersOf(plan));
}

describe('a deny pattern', () => {
  it.each([
    ['/ws/**/.env', '/ws/.ENV'],
    ['/ws/**/.env', '/ws/a/.Env/below'],
    ['/ws/**/.env', '/ws/a\nb/.env'],
    ['/ws/**/.env', '/ws/.env/a\nb'],
    ['/ws/*.key', '/ws/SECRET.\u212aEY'],
    ['/ws/*.key', '/ws/a\nb.key'],
    ['/ws/caf\u00e9*', '/ws/CAFE\u0301.txt'],
    ['/ws/cafe\u0301*', '/ws/caf\u00e9.txt'],
    ['/ws/[a-c]x', '/ws/BX'],
    ['/ws/[k]', '/ws/K'],
    ['/ws/x?', '/ws/x\u00e9'],
    ['/ws/x[!a]', '/ws/x\u00e9'],
  ])('%s hides %s, which the file system of the platform takes for a match', (pattern, path) => {
    const policy = policyWith(pattern);
    expect(policy.verdict(path as AbsolutePath)).toEqual({ read: false, write: false });
  });

  it.each([
    ['/ws/**/.env', '/ws/.env2'],
    ['/ws/x?', '/ws/xab'],
    ['/ws/x?', '/ws/x'],
    ['/ws/x?', '/ws/xa\u00e9'],
    ['/ws/x[!a]', '/ws/xa'],
    ['/ws/[a-c]x', '/ws/Dx'],
  ])('%s has nothing to do with %s', (pattern, path) => {
    const policy = policyWith(pattern);
    expect(policy.verdict(path as AbsolutePath)).toEqual({ read: true, write: true });
  });

  it('counts the bytes of a letter beyond ASCII as one, as a system that compares bytes has to', () => {
    const plan = planFor(managed([wholeDisk('read'), hidden('/ws/x?.key')]), { ws: {} });
    const bytes = (text: string): AbsolutePath => Buffer.from(text, 'utf8').toString('latin1') as AbsolutePath;
    const policy = new PolicyModel(plan.policy, parametersOf(plan));
    const reads = ['é', '漢', '🧑', 'a', 'ab', 'aé'].map((letter) => policy.verdict(bytes(`/ws/x${letter}.key`)).read);
    expect(reads).toEqual([false, false, false, false, true, true]);
  });
});

describe('a deny pattern about the whole disk, for whose matches nobody looks,', () => {
  it('keeps the directories that it names from being renamed', () => {
    const policy = policyWith('/**/.ssh/*/id_*', '/home');
    const moves = (path: string): boolean =>
      policy.allows({ operation: 'file-write-unlink', path: path as AbsolutePath });
    expect(['/home/.ssh', '/home/me/.SSH', '/home/me/.ssh/keys', '/home/me', '/home/me/ssh/keys'].map(moves)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it.each(['/**/a/**/k', '/*/**/k'])('is refused where any directory would have to stay: %s', (pattern) => {
    const request = requested(managed([wholeDisk('read'), hidden(pattern)]), { ws: {} });
    expect(planCommandLine(request, settings)).toMatchObject({
      ok: false,
      error: { code: 'unsupported-policy', message: expect.stringContaining(pattern) },
    });
  });

  it.each(['/**/.env', '/**/secrets/**', '/**/a/b'])('is enforced otherwise: %s', (pattern) => {
    expect(policyWith(pattern).verdict('/other' as AbsolutePath).read).toBe(true);
  });
});
