import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuleFile } from '../../domain/approvals/rules/rule-error.js';
import { type AbsolutePath, isWithin, parseAbsolutePath } from '../../domain/paths/absolute-path.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { RuleStoreError } from '../../ports/rule-store.js';
import { errorCodeOf } from './error-code.js';
import { listRuleFiles } from './list-rule-files.js';
import { readRuleFile } from './read-rule-file.js';

type Read = Result<readonly RuleFile[], RuleStoreError>;

/**
 * The rule files in `.codex/rules` of a project's directories. Links are followed as far as they stay in the project; one that leads out
 * of it is an error, because what it leads to was not trusted and may yet forbid something.
 *
 * @param directories from the project's root down
 * @param own the user's own folder, which is nothing that a project brings
 */
export async function readProjectRules(directories: readonly AbsolutePath[], own: string): Promise<Read> {
  const [root] = directories;
  const project = root === undefined ? undefined : await placeOf(root);
  if (project === undefined) return ok([]);
  const ownPlace = await placeOf(own);
  const files: RuleFile[] = [];
  for (const directory of directories) {
    const read = await readFolder(join(directory, '.codex', 'rules'), { project, ownPlace });
    if (!read.ok) return read;
    files.push(...read.value);
  }
  return ok(files);
}

interface Surroundings {
  readonly project: AbsolutePath;
  readonly ownPlace: AbsolutePath | undefined;
}

async function readFolder(folder: string, { project, ownPlace }: Surroundings): Promise<Read> {
  try {
    const place = await placeOf(folder);
    if (place === undefined || place === ownPlace) return ok([]);
    const names = await listRuleFiles(folder);
    return names.ok
      ? await readFiles(
          names.value.map((name) => join(folder, name)),
          project,
        )
      : names;
  } catch (cause) {
    const message = `cannot look for rules in \`${folder}\`: ${String(cause)}`;
    return err({ code: 'unreadable', location: folder, message, cause });
  }
}

async function readFiles(paths: readonly string[], project: AbsolutePath): Promise<Read> {
  const files: RuleFile[] = [];
  for (const path of paths) {
    const place = await placeOf(path);
    if (place === undefined || !isWithin(place, project)) return err(strayed(path));
    const read = await readRuleFile(place);
    if (!read.ok) return read;
    if (read.value !== undefined) files.push({ name: path, text: read.value.text, place });
  }
  return ok(files);
}

/** A path without symbolic links; undefined when there is nothing. Rejects when it cannot be told. */
async function placeOf(path: string): Promise<AbsolutePath | undefined> {
  try {
    const real = await realpath(path);
    const parsed = parseAbsolutePath(real, real.startsWith('/') ? 'posix' : 'windows');
    return parsed.ok ? parsed.value : undefined;
  } catch (cause) {
    const code = errorCodeOf(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw cause;
  }
}

function strayed(path: string): RuleStoreError {
  const message = `the rules in \`${path}\` lie outside of the project, or nowhere; put the file itself there, or remove it`;
  return { code: 'unreadable', location: path, message };
}
