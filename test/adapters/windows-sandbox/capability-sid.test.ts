import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capabilitySid } from '../../../src/adapters/windows-sandbox/capability-sid.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';

const at = (path: string): AbsolutePath => path as AbsolutePath;

describe('the identity of a capability', () => {
  it('never changes, because entries of access lists refer to it', () => {
    const carveOuts = [at('C:\\ws\\.git'), at('C:\\ws\\.codex')];
    expect([capabilitySid(at('C:\\ws'), []), capabilitySid(at('C:\\ws'), carveOuts)]).toMatchInlineSnapshot(`
      [
        "S-1-5-21-3830554902-1781059163-155509644-659800420",
        "S-1-5-21-3241305814-1361230883-1994894612-1498903702",
      ]
    `);
  });

  it('does not depend on the order of carve-outs, nor on the case of paths', () => {
    expect(capabilitySid(at('c:\\WS'), [at('C:\\ws\\B'), at('C:\\ws\\a')])).toBe(
      capabilitySid(at('C:\\ws'), [at('C:\\ws\\a'), at('C:\\ws\\b')]),
    );
  });

  it('is another one for every other policy', () => {
    const path = fc.constantFrom('a', 'b', 'a\\b', 'b\\a').map((name) => at(`C:\\${name}`));
    const paths = fc.uniqueArray(path, { maxLength: 3 }).map((some) => some.toSorted());
    const policy = fc.tuple(path, paths, paths);
    fc.assert(
      fc.property(policy, policy, (one, other) => {
        expect(capabilitySid(...one) === capabilitySid(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});
