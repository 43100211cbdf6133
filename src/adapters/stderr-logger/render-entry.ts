import type { LogLevel } from '../../ports/logger.js';
import { isSecretName, redactText } from './redact-text.js';

/** One entry with the moment it was made. */
export interface TimedEntry {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

const longestText = 2_000;
const deepest = 4;

/** An entry on one line, without secrets and without anything that a terminal would obey. */
export function renderEntry({ time, level, message, details = {} }: TimedEntry, secrets: readonly string[]): string {
  const { module, ...others } = details;
  const origin = typeof module === 'string' ? ` ${module}:` : '';
  const values = Object.entries(others).map(([name, value]) => `${name}=${renderValue(name, value)}`);
  const line = [`${new Date(time).toISOString()} ${level.toUpperCase().padEnd(5)}${origin} ${message}`, ...values].join(
    ' ',
  );
  return `${visible(redactText(line, secrets))}\n`;
}

function renderValue(name: string, value: unknown): string {
  if (isSecretName(name)) return '[redacted]';
  return JSON.stringify(plain(value, 0)) ?? 'undefined';
}

/** Errors have no members that JSON would show; cycles and depth end in a word. */
function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '…';
  if (value instanceof Error) {
    const cause = value.cause === undefined ? {} : { cause: plain(value.cause, depth + 1) };
    return { name: value.name, message: plain(value.message, depth), ...cause };
  }
  if (Array.isArray(value)) return value.map((each) => plain(each, depth + 1));
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    isSecretName(name) ? '[redacted]' : plain(each, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/** Control characters, line separators, and marks that reorder the text around them. */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal.
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function visible(text: string): string {
  return text.replace(unsafe, (mark) => `\\u${(mark.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
