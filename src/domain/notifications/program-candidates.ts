import { type AbsolutePath, type PathStyle, parseAbsolutePath, resolvePath } from '../paths/absolute-path.js';

/** What tells where programs are. */
export interface ProgramSearch {
  /** The value of `PATH`. */
  readonly searchPath: string;
  readonly style: PathStyle;
}

const windowsEndings = ['.exe', '.com'];

/**
 * The places where the program called `name` may be, best first. An absolute path is its own only place. A bare name is looked for in
 * the absolute directories of the search path. Every other relative path has no place: it would be looked for in the directory that
 * the agent works in, and whoever fills that directory could choose what runs.
 */
export function programCandidates(name: string, search: ProgramSearch): readonly AbsolutePath[] {
  const absolute = parseAbsolutePath(name, search.style);
  if (absolute.ok) return [absolute.value];
  if (name === '' || name === '.' || name === '..' || /[\0/\\:]/.test(name)) return [];
  const names = search.style === 'windows' ? withEndings(name) : [name];
  return searchDirectories(search).flatMap((directory) => names.map((each) => resolvePath(directory, each)));
}

function searchDirectories(search: ProgramSearch): readonly AbsolutePath[] {
  const entries = search.searchPath.split(search.style === 'windows' ? ';' : ':');
  const directories = entries.flatMap((entry) => {
    const parsed = parseAbsolutePath(entry, search.style);
    return parsed.ok ? [parsed.value] : [];
  });
  return Array.from(new Set(directories));
}

// Only what the system starts by itself: a batch file would need a command interpreter, and that one would read our arguments.
function withEndings(name: string): readonly string[] {
  const lower = name.toLowerCase();
  return windowsEndings.some((ending) => lower.endsWith(ending))
    ? [name]
    : windowsEndings.map((ending) => name + ending);
}
