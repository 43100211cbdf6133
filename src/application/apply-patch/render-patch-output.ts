import type { PatchOutcome } from './apply-patch.js';

/** What the model is told about a patch. @param wallTimeSeconds how long it took, >= 0; shown with one decimal at most. */
export function renderPatchOutput(outcome: PatchOutcome, wallTimeSeconds: number): string {
  switch (outcome.kind) {
    case 'applied':
      return withExitCode(0, wallTimeSeconds, renderPatchSummary(outcome.summary));
    case 'failed':
      return withExitCode(1, wallTimeSeconds, `${outcome.message}\n`);
    case 'refused':
    case 'verification-failed':
      return outcome.message;
  }
}

/** What a patch that was applied prints: the files, one per line. */
export function renderPatchSummary(summary: readonly string[]): string {
  return ['Success. Updated the following files:', ...summary, ''].join('\n');
}

function withExitCode(exitCode: number, wallTimeSeconds: number, output: string): string {
  const wallTime = Math.round(wallTimeSeconds * 10) / 10;
  return `Exit code: ${exitCode}\nWall time: ${wallTime} seconds\nOutput:\n${output}`;
}
