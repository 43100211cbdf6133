import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../../src/domain/approvals/rules/compile-rules.js';
import { renderAllowRule } from '../../../../src/domain/approvals/rules/render-allow-rule.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

describe('renderAllowRule', () => {
  it('writes the line that the public Codex writes', () => {
    expect(renderAllowRule(['echo', 'Hello, "world"!'])).toBe(
      'prefix_rule(pattern=["echo", "Hello, \\"world\\"!"], decision="allow")',
    );
  });

  it('writes on one line what the parser reads back, whatever the words are', () => {
    const words = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(words, ([first = '', ...rest]) => {
        const line = renderAllowRule([first, ...rest]);
        expect(line).not.toContain('\n');
        expect(compileRules([{ name: 'x', text: line }])).toEqual({
          ok: true,
          value: {
            prefixRules: [{ pattern: [first, ...rest].map((word) => [word]), decision: 'allow' }],
            networkRules: [],
            hostExecutables: new Map(),
          },
        });
      }),
      { numRuns },
    );
  });
});
