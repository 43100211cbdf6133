import { parsePatch } from '../patch/parse-patch.js';

/** A patch that a model handed to the shell. */
export type PatchInScript =
  /** The script does nothing but apply this patch, in `directory` if it changes there first. */
  | { readonly kind: 'patch'; readonly patch: string; readonly directory?: string }
  /** The script is the patch itself, which no shell could run. */
  | { readonly kind: 'bare' };

/** `cd DIRECTORY &&`, and the name under which models know the tool. Words that a shell would change are not taken. */
const opening =
  /^\s*(?:cd[ \t]+(?:'([^'\n]*)'|"([^"$`\\\n]*)"|([\w@%+=:,./][\w@%+=:,./-]*))[ \t]*&&[ \t]*)?(?:apply_patch|applypatch)[ \t]*/;

const heredoc = /^<<[ \t]*(?:'([\w-]+)'|"([\w-]+)"|([\w-]+))[ \t]*\r?\n/;

/**
 * Finds the patch in a script that consists of nothing but a call of `apply_patch`, with the patch as a here-document or as one quoted
 * argument. There is no such program: the tool applies it. Any other script is left to the shell.
 */
export function findPatchInScript(script: string): PatchInScript | undefined {
  const call = opening.exec(script);
  if (call === null) return script.includes('*** Begin Patch') && parsePatch(script).ok ? { kind: 'bare' } : undefined;
  const directory = call[1] ?? call[2] ?? call[3];
  const rest = script.slice(call[0].length);
  const patch = heredocBody(rest) ?? quotedArgument(rest.trim());
  if (patch === undefined) return undefined;
  return { kind: 'patch', patch, ...(directory === undefined ? {} : { directory }) };
}

/** The lines up to the first one that is the delimiter; nothing may follow it. */
function heredocBody(text: string): string | undefined {
  const start = heredoc.exec(text);
  if (start === null) return undefined;
  const delimiter = start[1] ?? start[2] ?? start[3] ?? '';
  const lines = text.slice(start[0].length).split('\n');
  const end = lines.indexOf(delimiter);
  if (end < 0 || lines.slice(end + 1).some((line) => line.trim() !== '')) return undefined;
  return `${lines.slice(0, end).join('\n')}\n`;
}

function quotedArgument(text: string): string | undefined {
  return /^'([^']*)'$/.exec(text)?.[1] ?? /^"([^"$`\\]*)"$/.exec(text)?.[1];
}
