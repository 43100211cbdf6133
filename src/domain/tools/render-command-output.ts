import { tokensOfBytes, truncateOutput } from '../conversation/truncate-output.js';
import { type BlockedConnection, describeBlocked } from '../permissions/network/blocked-connection.js';
import type { CapturedOutput } from './captured-output.js';

/** A look at a command: what it printed since the last look, and whether it has ended. */
export interface CommandReport {
  /** Six hexadecimal digits, new for every report. */
  readonly chunkId: string;
  readonly wallTimeMs: number;
  readonly progress:
    | { readonly kind: 'exited'; readonly exitCode: number }
    | { readonly kind: 'running'; readonly sessionId: number };
  readonly output: CapturedOutput;
  readonly maxOutputTokens: number;
  /** What was blocked since the last look. */
  readonly blocked?: readonly BlockedConnection[];
}

/** A report in the layout that models know. */
export function renderCommandReport(report: CommandReport): string {
  const { blocked = [], output, maxOutputTokens } = report;
  const progress =
    report.progress.kind === 'exited'
      ? `Process exited with code ${report.progress.exitCode}`
      : `Process running with session ID ${report.progress.sessionId}`;
  return [
    `Chunk ID: ${report.chunkId}`,
    `Wall time: ${(report.wallTimeMs / 1000).toFixed(4)} seconds`,
    progress,
    ...(blocked.length === 0 ? [] : [describeBlocked(blocked)]),
    `Original token count: ${tokensOfBytes(output.bytes)}`,
    'Output:',
    truncateOutput(output.text, maxOutputTokens, output),
  ].join('\n');
}

/** What the model reads about a call that was cut off by an interruption. */
export function renderAbortedCall(wallTimeMs: number): string {
  return `Wall time: ${(wallTimeMs / 1000).toFixed(1)} seconds\naborted by user`;
}
