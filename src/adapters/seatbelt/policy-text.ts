/** A form of the policy language, ready to be put into a policy. */
export type Form = string;

/** Puts a form together; items stand in the same line. */
export function form(head: string, ...items: readonly Form[]): Form {
  return `(${[head, ...items].join(' ')})`;
}

/** A form over several filters, one per line. For `allow` and `deny`, any of them is enough. */
export function rule(head: 'allow' | 'deny' | 'require-all', first: Form, filters: readonly Form[]): Form {
  const lines = filters.map((filter) => `\n  ${filter.replaceAll('\n', '\n  ')}`);
  return `(${head} ${first}${lines.join('')})`;
}

/** A constant text of the policy. Nothing that comes from outside belongs in it: see {@link Parameters}. */
export function text(constant: string): Form {
  return `"${constant.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A value of a policy that is handed over beside it. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/**
 * Collects the values of a policy. They are handed over as arguments and never become part of the text, so no path or pattern can be
 * taken for a rule.
 */
export class Parameters {
  readonly #values = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** The form that stands for a value; the same one for the same value. Names are counted up by prefix, so the same policy always reads the same. */
  add(prefix: string, value: string): Form {
    const key = `${prefix}\0${value}`;
    const count = this.#counts.get(prefix) ?? 0;
    const name = this.#names.get(key) ?? `${prefix}_${count}`;
    if (!this.#names.has(key)) {
      this.#counts.set(prefix, count + 1);
      this.#names.set(key, name);
      this.#values.set(name, value);
    }
    return form('param', text(name));
  }

  /** All values, in the order in which they were added. */
  list(): readonly Parameter[] {
    return [...this.#values].map(([name, value]) => ({ name, value }));
  }
}
