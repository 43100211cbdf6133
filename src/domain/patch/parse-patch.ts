import { err, ok, type Result } from '../result.js';
import { parseUpdate } from './parse-update.js';
import type { Patch, PatchOperation } from './patch.js';
import type { PatchSyntaxError } from './patch-error.js';
import { PatchLines } from './patch-lines.js';
import { markers } from './patch-markers.js';

/** The longest patch that is read by default, in UTF-16 code units. */
const defaultMaxPatchLength = 16 * 1024 * 1024;

const heredocOpenings: readonly string[] = ['<<EOF', "<<'EOF'", '<<"EOF"'];

/**
 * Parses a patch from its begin marker to its end marker. Blank space around the whole and around the markers, CRLF line
 * endings and a here-document wrapped around it are tolerated; any other text before or after it is not.
 * @param options.maxLength in UTF-16 code units; {@link defaultMaxPatchLength} when absent.
 */
export function parsePatch(
  text: string,
  options: { readonly maxLength?: number } = {},
): Result<Patch, PatchSyntaxError> {
  const maxLength = options.maxLength ?? defaultMaxPatchLength;
  if (text.length > maxLength) return err({ code: 'patch-too-large', length: text.length, maxLength });
  const body = findBody(splitLines(text.trim()));
  return body.ok ? parseBody(new PatchLines(body.value)) : body;
}

function splitLines(text: string): readonly string[] {
  const lines = text.split('\n');
  return text.includes('\r') ? lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)) : lines;
}

/** The lines between the markers, those excluded. */
function findBody(lines: readonly string[]): Result<readonly string[], PatchSyntaxError> {
  const plain = stripMarkers(lines);
  return !plain.ok && isHeredoc(lines) ? stripMarkers(lines.slice(1, -1)) : plain;
}

function isHeredoc(lines: readonly string[]): boolean {
  return lines.length >= 4 && heredocOpenings.includes(lines[0] ?? '') && (lines.at(-1) ?? '').endsWith('EOF');
}

function stripMarkers(lines: readonly string[]): Result<readonly string[], PatchSyntaxError> {
  const first = lines[0]?.trim() ?? '';
  if (first !== markers.begin && lines.join('') !== '') return err({ code: 'missing-begin-marker' });
  if (first !== markers.begin || lines.at(-1)?.trim() !== markers.end) return err({ code: 'missing-end-marker' });
  return ok(lines.slice(1, -1));
}

function parseBody(lines: PatchLines): Result<Patch, PatchSyntaxError> {
  const environmentId = takeEnvironmentId(lines);
  const operations: PatchOperation[] = [];
  while (lines.current !== undefined) {
    const operation = parseOperation(lines);
    if (!operation.ok) return operation;
    operations.push(operation.value);
  }
  return ok({ operations, ...(environmentId === undefined ? {} : { environmentId }) });
}

function takeEnvironmentId(lines: PatchLines): string | undefined {
  const line = lines.current?.trim() ?? '';
  const id = line.startsWith(markers.environment) ? line.slice(markers.environment.length).trim() : '';
  if (id === '') return undefined;
  lines.advance();
  return id;
}

function parseOperation(lines: PatchLines): Result<PatchOperation, PatchSyntaxError> {
  const text = lines.current?.trim() ?? '';
  const line = lines.number;
  lines.advance();
  if (text.startsWith(markers.add)) return ok(parseAdd(lines, text.slice(markers.add.length)));
  if (text.startsWith(markers.delete)) return ok({ kind: 'delete', path: text.slice(markers.delete.length) });
  if (text.startsWith(markers.update)) return parseUpdate(lines, { path: text.slice(markers.update.length), line });
  return err(text === markers.end ? { code: 'missing-end-marker' } : { code: 'invalid-header', line, text });
}

function parseAdd(lines: PatchLines, path: string): PatchOperation {
  const added: string[] = [];
  for (let line = lines.current; line?.startsWith('+'); line = lines.current) {
    added.push(line.slice(1), '\n');
    lines.advance();
  }
  return { kind: 'add', path, content: added.join('') };
}
