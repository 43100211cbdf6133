import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteArgv } from '../../../../src/domain/commands/quote-argv.js';
import { splitCommandLine } from '../../../../src/domain/mcp/serve/split-command-line.js';

it('gives back the words that were quoted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', ' ', "'", '"', '\\', '\n', '$', '=', '^', '!', '🙂') })),
      (argv) => {
        expect(splitCommandLine(quoteArgv(argv))).toEqual(argv);
      },
    ),
    { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 500) },
  );
});
