/** Throws an `Error` with `message` unless `condition` holds. Contract suites use it, so that they depend on no test framework. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/**
 * Throws an `Error` unless `actual` and `expected` are deeply equal. `what` names the compared thing in the message. Own enumerable
 * properties count, `undefined` ones included; array holes, dates, maps and sets are not told apart.
 */
export function assertEqual<T>(actual: T, expected: T, what: string): void {
  const difference = firstDifference(actual, expected, what);
  if (difference !== undefined) throw new Error(difference);
}

/** Throws unless `promise` rejects; settles with what it rejected with. */
export async function assertRejects(promise: Promise<unknown>, what: string): Promise<unknown> {
  try {
    await promise;
  } catch (cause) {
    return cause;
  }
  throw new Error(`${what} should have been rejected`);
}

function firstDifference(actual: unknown, expected: unknown, path: string): string | undefined {
  if (Object.is(actual, expected)) return undefined;
  if (!isObject(actual) || !isObject(expected) || Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) {
    return `${path} is ${show(actual)}; expected ${show(expected)}`;
  }
  const keys = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  for (const key of keys) {
    const inner = `${path}.${key}`;
    if (!Object.hasOwn(actual, key)) return `${inner} is missing; expected ${show(expected[key])}`;
    if (!Object.hasOwn(expected, key)) return `${inner} is ${show(actual[key])}; expected no such property`;
    const difference = firstDifference(actual[key], expected[key], inner);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  const text = typeof value === 'string' || isObject(value) ? JSON.stringify(value) : String(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
