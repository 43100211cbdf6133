import { type AbsolutePath, parseAbsolutePath } from '../../paths/absolute-path.js';

/** The path of a program without `.`, `..` and doubled separators; `undefined` unless it is absolute. */
export function normaliseProgram(program: string): AbsolutePath | undefined {
  const parsed = parseAbsolutePath(program, program.startsWith('/') ? 'posix' : 'windows');
  return parsed.ok ? parsed.value : undefined;
}
