import { CodexError } from '../domain/codex-error.js';

/** What an option has to be, in the words in which a complaint says it. */
type OptionType = keyof typeof conditions;

const conditions = {
  'a string': isString,
  'true or false': (value: unknown): boolean => typeof value === 'boolean',
  'a list of strings': (value: unknown): boolean => Array.isArray(value) && value.every(isString),
  // Environments of processes have gaps.
  'an object of strings': (value: unknown): boolean =>
    isRecord(value) && Object.values(value).every((entry) => entry === undefined || isString(entry)),
  'an object of servers': (value: unknown): boolean => isRecord(value) && Object.values(value).every(isRecord),
  'an id, a name, or a profile': (value: unknown): boolean => isString(value) || isRecord(value),
};

/** Refuses the first option that is there and has the wrong type; what it holds is not shown. @throws CodexError `invalid-option` */
export function checkValues(options: object, types: Readonly<Record<string, OptionType>>): void {
  const values = new Map<string, unknown>(Object.entries(options));
  for (const [name, type] of Object.entries(types)) {
    const value = values.get(name);
    if (value === undefined || conditions[type](value)) continue;
    throw new CodexError('invalid-option', `the option \`${name}\` must be ${type}`);
  }
}

/** Whether a value is an object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}
