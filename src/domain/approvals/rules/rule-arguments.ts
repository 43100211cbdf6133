import { type RuleCall, type RuleValue, typeOfValue } from './rule-call.js';
import type { RuleComplaint, RuleSpan } from './rule-error.js';

/** Reads the arguments of a call by the names of its parameters and remembers the first complaint. */
export class RuleArguments {
  readonly #call: RuleCall;
  readonly #parameters: readonly string[];
  readonly #values = new Map<string, RuleValue>();
  #complaint: RuleComplaint | undefined;

  /** @param parameters in the order in which arguments without a name fill them */
  constructor(call: RuleCall, parameters: readonly string[]) {
    this.#call = call;
    this.#parameters = parameters;
    for (const [index, value] of call.positional.entries()) this.#assign(parameters[index], value);
    for (const [name, value] of call.named) {
      const known = parameters.includes(name);
      if (!known)
        this.complain(value.span, `\`${call.name}\` has no argument \`${name}\`; expected ${quoteAll(parameters)}`);
      else this.#assign(name, value);
    }
  }

  /** What was wrong first. */
  get complaint(): RuleComplaint | undefined {
    return this.#complaint;
  }

  /** Where an argument stands; the whole call when it is missing. */
  spanOf(name: string): RuleSpan {
    return this.#values.get(name)?.span ?? this.#call.span;
  }

  /** A string; `undefined` when it is missing or was complained about. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    if (value.kind === 'string') return value.text;
    this.complain(value.span, `\`${name}\` must be a string, but it is of type ${typeOfValue(value)}`);
    return undefined;
  }

  /** A string that says something. */
  sentence(name: string): string | undefined {
    const text = this.text(name);
    if (text?.trim() === '')
      this.complain(this.spanOf(name), `\`${name}\` must not be empty; leave it out or give a reason`);
    return text;
  }

  /** A string that must be there; empty after a complaint. */
  requiredText(name: string): string {
    this.#require(name);
    return this.text(name) ?? '';
  }

  /** One of a few strings. */
  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    const choice = choices.find((candidate) => candidate === text);
    if (text !== undefined && choice === undefined) {
      this.complain(this.spanOf(name), `unknown \`${name}\` \`${text}\`; expected ${quoteAll(choices)}`);
    }
    return choice;
  }

  /** One of a few strings, which must be there; the first one after a complaint. */
  requiredOneOf<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
    this.#require(name);
    return this.oneOf(name, choices) ?? choices[0];
  }

  /** The items of a list; empty when it is missing or was complained about. */
  items(name: string): readonly RuleValue[] {
    const value = this.#values.get(name);
    if (value === undefined) return [];
    if (value.kind === 'list') return value.items;
    this.complain(value.span, `\`${name}\` must be a list, but it is of type ${typeOfValue(value)}`);
    return [];
  }

  /** The items of a list that must be there. */
  requiredItems(name: string): readonly RuleValue[] {
    this.#require(name);
    return this.items(name);
  }

  /** The texts of a list of strings, or a complaint that says what the strings would be. */
  texts(values: readonly RuleValue[], what: string): readonly string[] {
    return values.flatMap((value) => {
      if (value.kind === 'string') return [value.text];
      this.complain(value.span, `${what} must be a string, but it is of type ${typeOfValue(value)}`);
      return [];
    });
  }

  complain(span: RuleSpan, message: string): void {
    this.#complaint ??= { code: 'invalid-rule', message, span };
  }

  #require(name: string): void {
    if (!this.#values.has(name))
      this.complain(this.#call.span, `\`${this.#call.name}\` needs the argument \`${name}\``);
  }

  #assign(name: string | undefined, value: RuleValue): void {
    if (name === undefined)
      this.complain(value.span, `\`${this.#call.name}\` takes at most ${this.#parameters.length} arguments`);
    else if (this.#values.has(name)) this.complain(value.span, `the argument \`${name}\` is given twice`);
    else this.#values.set(name, value);
  }
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
