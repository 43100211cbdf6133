import { type AbsolutePath, pathStyleOf, resolvePath } from '../paths/absolute-path.js';
import { err, ok, type Result } from '../result.js';
import type { PatchPlanError } from './patch-error.js';

const windowsDevice =
  /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)(?:\..*)?$/i;
const windowsForbidden = /[<>:"|?*]/;

/**
 * The file that a path of a patch means: relative paths are joined to `cwd`, and `..` is resolved in the text alone.
 * On Windows, names are refused that the system would take for a device, a stream of another file, or another spelling of a name.
 */
export function resolvePatchPath(cwd: AbsolutePath, text: string): Result<AbsolutePath, PatchPlanError> {
  if (text.includes('\0')) return err({ code: 'invalid-path', text, problem: 'it contains a NUL character' });
  const problem = pathStyleOf(cwd) === 'windows' ? windowsProblem(text) : undefined;
  return problem === undefined ? ok(resolvePath(cwd, text)) : err({ code: 'invalid-path', text, problem });
}

/** Looks at the names as they are written: a resolved path spells them as the system understands them. */
function windowsProblem(text: string): string | undefined {
  for (const name of text.replace(/^[A-Za-z]:(?=[\\/])/, '').split(/[\\/]/)) {
    if (name === '.' || name === '..') continue;
    if (windowsForbidden.test(name) || [...name].some((character) => character < ' '))
      return `\`${name}\` contains a character that no file name may have`;
    if (/[. ]$/.test(name)) return `\`${name}\` ends with a dot or a space`;
    if (windowsDevice.test(name)) return `\`${name}\` is the name of a device`;
  }
  return undefined;
}
