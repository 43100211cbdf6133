import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { RolloutStore } from '../../../src/adapters/rollout-store/rollout-store.js';
import { type AbsolutePath, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';

/** When things happen in these tests: 13:30 of the same day where the clock is an hour and a half ahead of UTC. */
export const noon = Date.UTC(2026, 10, 20, 12);

/** A clock that stands still, in a time zone of its own. */
const clock = { now: () => noon, utcOffsetMinutes: () => 90 };

/** A folder for one test, removed when the test is over. */
export async function temporaryHome(): Promise<AbsolutePath> {
  const folder = await mkdtemp(join(tmpdir(), 'rollout-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return absolute(folder);
}

/** An absolute path of this machine. */
export function absolute(text: string): AbsolutePath {
  const parsed = parseAbsolutePath(text, process.platform === 'win32' ? 'windows' : 'posix');
  if (!parsed.ok) throw new Error(`\`${text}\` is not absolute`);
  return parsed.value;
}

/** A store over a home folder, as another process would make it. */
export function storeIn(codexHome: AbsolutePath): RolloutStore {
  return new RolloutStore({ codexHome, clock });
}

/** Every file below a folder with its content, by path relative to the folder. */
export async function filesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return Object.fromEntries(paths.map((path, index) => [path.slice(folder.length + 1), contents[index] ?? '']));
}
