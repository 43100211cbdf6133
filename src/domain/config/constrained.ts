import { err, ok, type Result } from '../result.js';

/** Why a value is not allowed, as a sentence that names what is allowed and who says so. */
export interface ConstraintViolation {
  readonly message: string;
}

/** Says whether a value is allowed. */
export type Validator<T> = (value: T) => Result<void, ConstraintViolation>;

interface Rules<T> {
  readonly validate: Validator<T>;
  readonly normalise: (value: T) => T;
}

/**
 * A value together with the rule it has to keep. It cannot be changed, only replaced by another that keeps the same rule, so that a
 * rejected value leaves everything as it was.
 */
export class Constrained<T> {
  readonly value: T;
  readonly #rules: Rules<T>;

  private constructor(value: T, rules: Rules<T>) {
    this.value = value;
    this.#rules = rules;
  }

  /** A value with a rule, which the value itself must keep. */
  static of<T>(value: NoInfer<T>, validate: Validator<T>): Result<Constrained<T>, ConstraintViolation> {
    return Constrained.#build(value, { validate, normalise: (candidate) => candidate });
  }

  /** A value that may be replaced by any other. */
  static any<T>(value: T): Constrained<T> {
    return new Constrained(value, { validate: () => ok(undefined), normalise: (candidate) => candidate });
  }

  /** A value that is brought into a normal form, now and whenever it is replaced. */
  static normalised<T>(value: T, normalise: (value: T) => T): Constrained<T> {
    return new Constrained(normalise(value), { validate: () => ok(undefined), normalise });
  }

  /** Whether a value would be accepted. */
  check(value: T): Result<void, ConstraintViolation> {
    return this.#rules.validate(this.#rules.normalise(value));
  }

  /** The same rule around another value. */
  with(value: T): Result<Constrained<T>, ConstraintViolation> {
    return Constrained.#build(value, this.#rules);
  }

  /** The same value with one more rule, which it must keep already. */
  and(validate: Validator<T>): Result<Constrained<T>, ConstraintViolation> {
    const both: Validator<T> = (value) => {
      const first = this.#rules.validate(value);
      return first.ok ? validate(value) : first;
    };
    return Constrained.#build(this.value, { ...this.#rules, validate: both });
  }

  static #build<T>(value: T, rules: Rules<T>): Result<Constrained<T>, ConstraintViolation> {
    const normal = rules.normalise(value);
    const verdict = rules.validate(normal);
    return verdict.ok ? ok(new Constrained(normal, rules)) : verdict;
  }
}

/** Accepts nothing but one value. */
export function onlyValue<T>(allowed: T, options: { readonly name: string; readonly source: string }): Validator<T> {
  return oneOf([allowed], options);
}

/** Accepts the values of a list. `name` is the setting, `source` is who set the rule. */
export function oneOf<T>(
  allowed: readonly T[],
  options: { readonly name: string; readonly source: string },
): Validator<T> {
  return (value) => {
    if (allowed.includes(value)) return ok(undefined);
    const expected = allowed.map((candidate) => `\`${String(candidate)}\``).join(', ');
    return err({
      message: `\`${String(value)}\` is not allowed for \`${options.name}\`; ${options.source} allows ${expected}`,
    });
  };
}
