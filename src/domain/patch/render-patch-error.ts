import { assertNever } from '../result.js';
import type { UnusableContent } from './file-content.js';
import type { PatchError } from './patch-error.js';

const notFileWords = {
  directory: 'Is a directory (os error 21)',
  'below-file': 'Not a directory (os error 20)',
  other: 'not a regular file',
} as const;

/** Who reads the message: somebody at a terminal, or the model that called the tool. */
export type PatchErrorWording = 'command-line' | 'tool';

/** What is wrong with a patch, in the words that models and scripts know. */
export function renderPatchError(error: PatchError, wording: PatchErrorWording): string {
  if (wording === 'command-line') return describeError(error, wording);
  return error.code === 'no-operations'
    ? 'patch rejected: empty patch'
    : `apply_patch verification failed: ${describeError(error, wording)}`;
}

function describeError(error: PatchError, wording: PatchErrorWording): string {
  if ('line' in error) {
    const place =
      wording === 'tool' ? `invalid hunk at line ${error.line}, ` : `Invalid patch hunk on line ${error.line}: `;
    return place + describeHunkError(error);
  }
  switch (error.code) {
    case 'no-operations':
      return 'No files were modified.';
    case 'context-not-found':
      return `Failed to find context '${error.context}' in ${error.path}`;
    case 'lines-not-found':
      return `Failed to find expected lines in ${error.path}:\n${error.lines.join('\n')}`;
    case 'unwritable-path':
      return `Failed to write file ${error.path}`;
    case 'unusable-file':
      return describeUnusable(error, wording);
    default:
      return `${wording === 'tool' ? 'invalid' : 'Invalid'} patch: ${describeInvalidPatch(error)}`;
  }
}

function describeHunkError(error: Extract<PatchError, { line: number }>): string {
  switch (error.code) {
    case 'invalid-header':
      return `'${error.text}' is not a valid hunk header. Valid hunk headers: '*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'`;
    case 'empty-update':
      return `Update file hunk for path '${error.path}' is empty`;
    case 'empty-chunk':
      return 'Update hunk does not contain any lines';
    case 'unexpected-line':
      return `Unexpected line found in update hunk: '${error.text}'. Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)`;
    case 'missing-chunk-marker':
      return `Expected update hunk to start with a @@ context marker, got: '${error.text}'`;
    default:
      return assertNever(error);
  }
}

type InvalidPatch = Extract<
  PatchError,
  { code: 'missing-begin-marker' | 'missing-end-marker' | 'patch-too-large' | 'invalid-path' | 'repeated-path' }
>;

function describeInvalidPatch(error: InvalidPatch): string {
  switch (error.code) {
    case 'missing-begin-marker':
      return "The first line of the patch must be '*** Begin Patch'";
    case 'missing-end-marker':
      return "The last line of the patch must be '*** End Patch'";
    case 'patch-too-large':
      return `it has ${error.length} characters, but at most ${error.maxLength} are accepted; split it into several patches`;
    case 'invalid-path':
      return `path \`${error.text.replaceAll('\0', '\\0')}\` cannot be used: ${error.problem}`;
    case 'repeated-path':
      return `multiple operations target ${error.path}`;
    default:
      return assertNever(error);
  }
}

function describeUnusable(error: Extract<PatchError, { code: 'unusable-file' }>, wording: PatchErrorWording): string {
  const { path, problem } = error;
  if (error.operation === 'update') return `Failed to read file to update ${path}: ${describeProblem(problem)}`;
  return wording === 'tool' ? `Failed to read ${path}: ${describeProblem(problem)}` : `Failed to delete file ${path}`;
}

function describeProblem(problem: UnusableContent): string {
  switch (problem.kind) {
    case 'missing':
      return 'No such file or directory (os error 2)';
    case 'not-a-file':
      return notFileWords[problem.type];
    case 'not-utf8':
      return problem.length === undefined
        ? `incomplete utf-8 byte sequence from index ${problem.index}`
        : `invalid utf-8 sequence of ${problem.length} bytes from index ${problem.index}`;
    case 'too-large':
      return `it has more than ${problem.maxBytes} bytes`;
    case 'unreadable':
      return problem.message;
    default:
      return assertNever(problem);
  }
}
