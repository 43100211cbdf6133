import { describe, expect, it } from 'vitest';
import { planProgram, quoteForInterpreter } from '../../../src/adapters/mcp-client/plan-program.js';

const program = { command: 'npx', args: ['-y', 'a b'], cwd: '/w', environment: { PATH: '/bin' } };

describe('planProgram', () => {
  it('starts programs as they are written', async () => {
    expect(await planProgram(program, 'linux')).toEqual({ file: 'npx', args: ['-y', 'a b'], quoting: 'by-node' });
  });

  it('leaves a program that is not found on Windows to the system, which then says so', async () => {
    expect(await planProgram(program, 'win32')).toEqual({ file: 'npx', args: ['-y', 'a b'], quoting: 'by-node' });
  });
});

describe('quoteForInterpreter', () => {
  it.each([
    ['plain', '^"plain^"'],
    ['a b', '^"a^ b^"'],
    ['a"b', '^"a\\^"b^"'],
    ['end\\', '^"end\\\\^"'],
    ['a\\"b', '^"a\\\\\\^"b^"'],
    ['%PATH%', '^"^%PATH^%^"'],
    ['a & calc', '^"a^ ^&^ calc^"'],
    ['', '^"^"'],
  ])('quotes %j for a program', (word, expected) => {
    expect(quoteForInterpreter(word)).toBe(expected);
  });

  it('quotes once more for a batch file', () => {
    expect(quoteForInterpreter('a & b', 'batch')).toBe('^^^"a^^^ ^^^&^^^ b^^^"');
  });
});
