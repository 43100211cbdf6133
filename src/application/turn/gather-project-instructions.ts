import {
  instructionFileNames,
  renderProjectInstructions,
  withinBudget,
} from '../../domain/conversation/context/project-instructions.js';
import {
  type AbsolutePath,
  isWithin,
  parentOf,
  relativeWithin,
  resolvePath,
} from '../../domain/paths/absolute-path.js';
import type { FileSystem } from '../../ports/file-system.js';

/** Where instructions are looked for. */
export interface InstructionSearch {
  readonly codexHome: AbsolutePath;
  /** Total bytes of the project's documents; 0 reads none. */
  readonly maxBytes: number;
  /** Names that are tried after `AGENTS.md`. */
  readonly fallbackNames: readonly string[];
  /** Names that mark the root of a project; without any, only the working directory is looked at. */
  readonly rootMarkers: readonly string[];
}

/** A document of the project: where it is spelled, where it really is, and whether a link makes the difference. */
interface DocumentPlace {
  readonly path: AbsolutePath;
  readonly realPath: AbsolutePath;
  readonly reachedBy: 'name' | 'link';
}

/** The question whether a document may become part of what the model is told. */
export type MayShow = (place: DocumentPlace) => Promise<boolean>;

/** A search, and whom to ask whether a document may be shown. */
export interface DocumentSearch extends InstructionSearch {
  readonly mayShow: MayShow;
}

/** A larger file of the user is not read. */
const maxGlobalBytes = 1024 * 1024;

/** Reads the instructions of the user and of the project, as they are now. */
export async function gatherProjectInstructions(
  fileSystem: FileSystem,
  cwd: AbsolutePath,
  search: DocumentSearch,
): Promise<string | undefined> {
  const global = await globalInstructions(fileSystem, search.codexHome);
  const documents = search.maxBytes === 0 ? [] : await projectDocuments(fileSystem, cwd, search);
  const project = withinBudget(documents, search.maxBytes).map((bytes) => new TextDecoder().decode(bytes));
  return renderProjectInstructions({ cwd, project, ...(global === undefined ? {} : { global }) });
}

/** A blank override is as good as none. */
async function globalInstructions(fileSystem: FileSystem, codexHome: AbsolutePath): Promise<string | undefined> {
  for (const name of instructionFileNames) {
    const read = await fileSystem.read(resolvePath(codexHome, name), { maxBytes: maxGlobalBytes });
    const text = read.ok ? new TextDecoder().decode(read.value).trim() : '';
    if (text !== '') return text;
  }
  return undefined;
}

async function projectDocuments(
  fileSystem: FileSystem,
  cwd: AbsolutePath,
  search: DocumentSearch,
): Promise<readonly Uint8Array[]> {
  const directories = await projectDirectories(fileSystem, cwd, search.rootMarkers);
  const root = directories[0] ?? cwd;
  const names = [...instructionFileNames, ...search.fallbackNames];
  const found = await Promise.all(
    directories.map((directory) => firstDocument(fileSystem, { directory, root, names, mayShow: search.mayShow })),
  );
  return found.filter((document) => document !== undefined);
}

/** The directories from the project's root down to the working directory. */
async function projectDirectories(
  fileSystem: FileSystem,
  cwd: AbsolutePath,
  markers: readonly string[],
): Promise<readonly AbsolutePath[]> {
  const chain: AbsolutePath[] = [];
  for (let directory = cwd; ; directory = parentOf(directory)) {
    chain.unshift(directory);
    const facts = await Promise.all(markers.map((marker) => fileSystem.inspect(resolvePath(directory, marker))));
    if (facts.some(({ type }) => type !== 'missing')) return chain;
    if (parentOf(directory) === directory) return [cwd];
  }
}

interface FirstDocument {
  readonly directory: AbsolutePath;
  readonly root: AbsolutePath;
  readonly names: readonly string[];
  readonly mayShow: MayShow;
}

/**
 * The first document that a directory has. A blank one counts: it hides the others and says nothing.
 * A link that leaves the project is not followed, so that a repository cannot show the model other files as its instructions, and neither is
 * one to what commands may not read, because a command may have made it.
 */
async function firstDocument(
  fileSystem: FileSystem,
  { directory, root, names, mayShow }: FirstDocument,
): Promise<Uint8Array | undefined> {
  const paths = names.map((name) => resolvePath(directory, name));
  // Asked together: what is about the same directory is looked up once.
  const [rootFact, ...facts] = await Promise.all([root, ...paths].map((path) => fileSystem.inspect(path)));
  for (const [index, path] of paths.entries()) {
    const fact = facts[index];
    if (fact?.type !== 'file' || rootFact === undefined || !isWithin(fact.realPath, rootFact.realPath)) continue;
    const { realPath } = fact;
    // A link above the project is the user's own; any further in may be a command's.
    const reachedBy = relativeWithin(path, root) === relativeWithin(realPath, rootFact.realPath) ? 'name' : 'link';
    if (!(await mayShow({ path, realPath, reachedBy }))) continue;
    const read = await fileSystem.read(realPath, { maxBytes: maxGlobalBytes, links: 'refuse' });
    if (read.ok) return new TextDecoder().decode(read.value).trim() === '' ? undefined : read.value;
  }
  return undefined;
}
