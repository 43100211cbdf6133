import type { KeyPath } from '../../domain/config/key-path.js';
import { type Statement, scanStatements } from './scan-statements.js';

/** A place in a text, both 1-based; the column counts UTF-16 code units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A document in which several keys are looked for. */
export interface ScannedText {
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** Scans a document once, for any number of keys. */
export function scanText(text: string): ScannedText {
  return { text, statements: scanStatements(text) };
}

/**
 * Where a key is set in a valid TOML document: at its `name` or its `value`. A key inside an inline table or an array is
 * found at the value around it. `undefined` when the document does not set it.
 */
export function locateKey(
  document: ScannedText | string,
  path: KeyPath,
  part: 'name' | 'value',
): TextPosition | undefined {
  const { text, statements } = typeof document === 'string' ? scanText(document) : document;
  const found = exactly(statements, path) ?? around(statements, path) ?? below(statements, path);
  if (found === undefined) return undefined;
  const isExact = found.path.length >= path.length;
  return positionAt(text, part === 'name' && isExact ? found.start : found.valueStart);
}

function exactly(statements: readonly Statement[], path: KeyPath): Statement | undefined {
  return statements.find((statement) => statement.path.length === path.length && startsWith(statement.path, path));
}

function around(statements: readonly Statement[], path: KeyPath): Statement | undefined {
  return statements
    .filter((statement) => statement.kind === 'pair' && startsWith(path, statement.path))
    .reduce<Statement | undefined>(
      (best, next) => (next.path.length > (best?.path.length ?? 0) ? next : best),
      undefined,
    );
}

function below(statements: readonly Statement[], path: KeyPath): Statement | undefined {
  return statements.find((statement) => startsWith(statement.path, path));
}

function startsWith(path: KeyPath, prefix: KeyPath): boolean {
  return prefix.every((name, index) => path[index] === name);
}

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
