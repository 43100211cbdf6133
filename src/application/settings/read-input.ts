import { CodexError } from '../../domain/codex-error.js';
import type { AttachedImage } from '../../domain/conversation/user-message.js';
import { resolvePath } from '../../domain/paths/absolute-path.js';
import type { OpenThread } from '../session/open-thread.js';
import type { Input, UserInput } from './thread-options.js';

/** The user's input, its images read. */
export interface PromptInput {
  readonly text: string;
  readonly images: readonly AttachedImage[];
}

/** A larger image is not sent. */
const maxImageBytes = 20 * 1024 * 1024;

/**
 * Reads the user's input. An image that cannot be read does not fail the turn: the model is told.
 *
 * @throws CodexError `invalid-input` when a piece has no known type.
 */
export async function readInput(input: Input, thread: OpenThread): Promise<PromptInput> {
  if (typeof input === 'string') return { text: input, images: [] };
  const pieces = Array.isArray(input) ? (input as readonly UserInput[]) : [];
  if (!Array.isArray(input) || !pieces.every(isUserInput)) {
    throw new CodexError('invalid-input', 'the input must be a string or a list of `text` and `local_image` pieces');
  }
  const texts = pieces.flatMap((piece) => (piece.type === 'text' ? [piece.text] : []));
  const paths = pieces.flatMap((piece) => (piece.type === 'local_image' ? [piece.path] : []));
  return { text: texts.join('\n\n'), images: await Promise.all(paths.map((path) => readImage(path, thread))) };
}

async function readImage(path: string, { ports, settings }: OpenThread): Promise<AttachedImage> {
  const read = await ports.fileSystem.read(resolvePath(settings.cwd, path), { maxBytes: maxImageBytes });
  return read.ok
    ? { path, content: { kind: 'bytes', bytes: read.value } }
    : { path, content: { kind: 'unreadable', reason: read.error.message } };
}

function isUserInput(piece: unknown): piece is UserInput {
  if (typeof piece !== 'object' || piece === null || !('type' in piece)) return false;
  if (piece.type === 'text') return 'text' in piece && typeof piece.text === 'string';
  return piece.type === 'local_image' && 'path' in piece && typeof piece.path === 'string';
}
