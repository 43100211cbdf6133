import { describe, expect, it } from 'vitest';
import { Constrained, oneOf, onlyValue, type Validator } from '../../../src/domain/config/constrained.js';

const rule = { name: 'sandbox_mode', source: '/etc/requirements.toml' };

const even: Validator<number> = (value) =>
  value % 2 === 0 ? { ok: true, value: undefined } : { ok: false, error: { message: `${value} is odd` } };

function constrained<T>(value: NoInfer<T>, validate: Validator<T>): Constrained<T> {
  const result = Constrained.of(value, validate);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('a constrained value', () => {
  it('without a rule accepts any value', () => {
    const replaced = Constrained.any(1).with(2);
    expect([Constrained.any(1).check(9), replaced.ok && replaced.value.value]).toStrictEqual([
      { ok: true, value: undefined },
      2,
    ]);
  });

  it('must keep its rule from the start', () => {
    expect(constrained(2, even).value).toBe(2);
    expect(Constrained.of(1, even)).toStrictEqual({ ok: false, error: { message: '1 is odd' } });
  });

  it('refuses a value that breaks the rule and stays as it is', () => {
    const two = constrained(2, even);
    expect(two.with(3)).toStrictEqual({ ok: false, error: { message: '3 is odd' } });
    expect(two.value).toBe(2);
    const four = two.with(4);
    expect(four.ok && [four.value.value, four.value.with(5).ok]).toStrictEqual([4, false]);
  });

  it('can be asked without being replaced', () => {
    const two = constrained(2, even);
    expect([two.check(4), two.check(5), two.value]).toStrictEqual([
      { ok: true, value: undefined },
      { ok: false, error: { message: '5 is odd' } },
      2,
    ]);
  });

  it('with one allowed value refuses every other', () => {
    const mode = constrained('read-only', onlyValue<string>('read-only', rule));
    expect(mode.with('danger-full-access')).toStrictEqual({
      ok: false,
      error: {
        message: '`danger-full-access` is not allowed for `sandbox_mode`; /etc/requirements.toml allows `read-only`',
      },
    });
  });

  it('with several allowed values names them', () => {
    expect(constrained('a', oneOf(['a', 'b'], rule)).check('c')).toStrictEqual({
      ok: false,
      error: { message: '`c` is not allowed for `sandbox_mode`; /etc/requirements.toml allows `a`, `b`' },
    });
    expect(constrained('a', oneOf(['a', 'b'], rule)).check('b').ok).toBe(true);
  });

  it('is brought into a normal form, at the start and whenever it is replaced', () => {
    const lower = Constrained.normalised('ABC', (text) => text.toLowerCase());
    const replaced = lower.with('DEF');
    expect([lower.value, replaced.ok && replaced.value.value]).toStrictEqual(['abc', 'def']);
    const short = lower.and((text) =>
      text === 'x' ? { ok: false, error: { message: 'no x' } } : { ok: true, value: undefined },
    );
    expect(short.ok && [short.value.check('X').ok, short.value.check('y').ok]).toStrictEqual([false, true]);
  });

  it('can be given one more rule, which it must keep already', () => {
    const big: Validator<number> = (value) =>
      value > 2 ? { ok: true, value: undefined } : { ok: false, error: { message: `${value} is small` } };
    expect(constrained(2, even).and(big)).toStrictEqual({ ok: false, error: { message: '2 is small' } });
    const both = constrained(4, even).and(big);
    expect(both.ok && [both.value.with(5), both.value.with(2), both.value.with(6).ok]).toStrictEqual([
      { ok: false, error: { message: '5 is odd' } },
      { ok: false, error: { message: '2 is small' } },
      true,
    ]);
  });
});
