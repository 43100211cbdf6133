import { describe, expect, it } from 'vitest';
import { planRestrictions } from '../../../src/adapters/windows-sandbox/plan-restrictions.js';
import { maxCommandLine, quoteArguments } from '../../../src/adapters/windows-sandbox/quote-arguments.js';
import { quoteBatch } from '../../../src/adapters/windows-sandbox/quote-batch.js';
import { splitArguments } from './support/split-arguments.js';
import { directory, managed, readAll, requestFor, workspace } from './support/windows-requests.js';

const maxMs = 1_000;

function timed<T>(work: () => T): { readonly result: T; readonly isQuick: boolean } {
  const start = performance.now();
  return { result: work(), isQuick: performance.now() - start < maxMs };
}

describe('an argument of a great length', () => {
  it.each([
    ['backslashes', '\\'.repeat(4_000_000)],
    ['backslashes and a space', `${'\\'.repeat(4_000_000)} `],
    ['quotation marks', '"'.repeat(4_000_000)],
    ['both in turn', '\\"'.repeat(2_000_000)],
  ])('of %s is refused, without thinking about it for long', (_, argument) => {
    const request = { ...requestFor(managed([readAll]), directory(workspace)), argv: ['tool', argument] as const };
    const { result, isQuick } = timed(() => planRestrictions(request, 'hardened'));
    expect([result, isQuick]).toMatchObject([{ ok: false, error: { code: 'invalid-request' } }, true]);
  });

  it('of as many characters as Windows takes is quoted, without thinking about it for long', () => {
    const argument = ` ${'\\'.repeat(maxCommandLine - 200)}x`;
    const { result: line, isQuick } = timed(() => quoteArguments(['tool', argument]));
    expect([splitArguments(line), isQuick]).toEqual([['tool', argument], true]);
    const interpreter = 'C:\\Windows\\System32\\cmd.exe';
    const batch = timed(() => quoteBatch({ interpreter, file: 'C:\\a.cmd', args: [`${'\\'.repeat(30_000)} `] }));
    expect(batch).toEqual({
      result: { ok: false, error: 'the arguments are too long for a batch file' },
      isQuick: true,
    });
  });
});
