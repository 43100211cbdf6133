/** Instructions that were found for a turn, outermost directory first. */
export interface FoundInstructions {
  /** The working directory, as it is shown. */
  readonly cwd: string;
  /** Of the user, for all projects; trimmed, not empty. */
  readonly global?: string;
  /** Of the project, from its root down to the working directory; kept verbatim. */
  readonly project: readonly string[];
}

/** The names under which a directory keeps its instructions, the one that wins first. */
export const instructionFileNames: readonly string[] = ['AGENTS.override.md', 'AGENTS.md'];

/** The message that passes on what the user and the project want; `undefined` when there is nothing to pass on. */
export function renderProjectInstructions({ cwd, global, project }: FoundInstructions): string | undefined {
  const documents = project.join('\n\n');
  if (documents === '') return global === undefined ? undefined : frame('# AGENTS.md instructions', global);
  const header = `# AGENTS.md instructions for ${cwd}`;
  return frame(header, global === undefined ? documents : `${global}\n\n--- project-doc ---\n\n${documents}`);
}

/** Cuts a list of documents to a total number of bytes, hard; the first ones have precedence. */
export function withinBudget(documents: readonly Uint8Array[], maxBytes: number): readonly Uint8Array[] {
  let room = maxBytes;
  const kept: Uint8Array[] = [];
  for (const document of documents) {
    const part = document.subarray(0, room);
    room -= part.length;
    if (part.length > 0) kept.push(part);
  }
  return kept;
}

function frame(header: string, body: string): string {
  return `${header}\n\n<INSTRUCTIONS>\n${body}\n</INSTRUCTIONS>`;
}
