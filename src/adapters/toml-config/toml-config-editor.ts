import { mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ConfigError } from '../../domain/config/config-layer.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { ConfigEdit, ConfigEditOutcome, ConfigEditor } from '../../ports/config-editor.js';
import { withEditLock } from './edit/edit-lock.js';
import { editToml } from './edit/edit-toml.js';
import { replaceFile } from './edit/replace-file.js';
import { exists, trustNames } from './project-files.js';
import { readConfigFile } from './read-config-file.js';

/** Edits `config.toml` files in place of a person: what an edit does not name stays as it is, byte for byte. */
export class TomlConfigEditor implements ConfigEditor {
  async edit(file: AbsolutePath, edits: readonly ConfigEdit[]): Promise<Result<ConfigEditOutcome, ConfigError>> {
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const target = await targetOf(file);
      if (target === undefined)
        return err(unwritable(file, 'is a link that leads nowhere; remove it, or make its target'));
      const outcome = await withEditLock(`${target}.lock`, () => editFile(target, edits));
      return (
        outcome ?? err(unwritable(file, `is being edited by somebody else; if nobody is, delete \`${target}.lock\``))
      );
    } catch (error) {
      return err(unwritable(file, `cannot be written (${codeOf(error)})`));
    }
  }

  async projectOf(cwd: AbsolutePath): Promise<AbsolutePath> {
    const [canonical = cwd, , repository = canonical, main = repository] = trustNames(cwd);
    return main;
  }
}

async function editFile(file: string, edits: readonly ConfigEdit[]): Promise<Result<ConfigEditOutcome, ConfigError>> {
  const read = readConfigFile(file, { byteOrderMark: 'kept' });
  if (!read.ok) return read;
  const before = read.value ?? '';
  const after = await editToml(before, edits, file);
  if (!after.ok) return after;
  if (after.value === before) return ok('unchanged');
  await replaceFile(file, after.value);
  return ok('changed');
}

/** The file itself, not a link to it: replacing a link would cut the file off from where the user keeps it. */
async function targetOf(file: string): Promise<string | undefined> {
  if (!exists(file)) return file;
  return realpath(file).catch(() => undefined);
}

function unwritable(file: string, reason: string): ConfigError {
  return { code: 'unreadable', source: file, message: `the configuration file ${reason}` };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
