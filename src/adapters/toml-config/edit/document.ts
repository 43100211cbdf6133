import type { KeyPath } from '../../../domain/config/key-path.js';
import { type Statement, scanStatements } from '../scan-statements.js';
import { startOfLine, startOfNextLine, type TextRange } from './text-lines.js';

/** A statement together with the header it stands below. */
export interface PlacedStatement extends Statement {
  /** The path of the header; empty above the first one. */
  readonly section: KeyPath;
}

/** The statements of a valid document, each with its section. */
export function placedStatements(text: string): readonly PlacedStatement[] {
  let section: KeyPath = [];
  return scanStatements(text).map((statement) => {
    if (statement.kind === 'header') section = statement.path;
    return { ...statement, section };
  });
}

/** Whether a path begins with another one; a path begins with itself. */
export function beginsWith(path: KeyPath, prefix: KeyPath): boolean {
  return prefix.length <= path.length && prefix.every((name, index) => path[index] === name);
}

/** The pair that holds a key inside of its own value, an inline table. */
export function pairAround(statements: readonly PlacedStatement[], key: KeyPath): PlacedStatement | undefined {
  return statements.find(({ kind, path }) => kind === 'pair' && path.length < key.length && beginsWith(key, path));
}

/** The lines of neighbouring statements that satisfy a condition, one range per neighbourhood; comments in between belong to it. */
export function lineRuns(
  text: string,
  statements: readonly PlacedStatement[],
  isWanted: (statement: PlacedStatement) => boolean,
): readonly TextRange[] {
  const runs: TextRange[] = [];
  let open: TextRange | undefined;
  for (const statement of statements) {
    if (isWanted(statement)) {
      open = { start: open?.start ?? startOfLine(text, statement.start), end: startOfNextLine(text, statement.end) };
    } else if (open !== undefined) {
      runs.push(open);
      open = undefined;
    }
  }
  return open === undefined ? runs : [...runs, open];
}
