import type { RuleSpan } from './rule-error.js';

/** A value in a rule file. `other` is one that no rule can use. */
export type RuleValue =
  | { readonly kind: 'string'; readonly text: string; readonly span: RuleSpan }
  | { readonly kind: 'list'; readonly items: readonly RuleValue[]; readonly span: RuleSpan }
  | { readonly kind: 'other'; readonly type: string; readonly span: RuleSpan };

/** A call of a function with its arguments, evaluated. */
export interface RuleCall {
  readonly name: string;
  /** From the name to the closing parenthesis. */
  readonly span: RuleSpan;
  readonly positional: readonly RuleValue[];
  readonly named: ReadonlyMap<string, RuleValue>;
}

/** What kind of value it is, in the words of Starlark. */
export function typeOfValue(value: RuleValue): string {
  if (value.kind === 'string') return 'str';
  return value.kind === 'list' ? 'list' : value.type;
}
