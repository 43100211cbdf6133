import { err, type Result } from '../result.js';
import { ArgumentReader, parseArguments } from './decode-arguments.js';
import type { ToolDefinition } from './tool-definition.js';

/** A call of `view_image`. */
export interface ViewImageCall {
  /** Absolute, or relative to the turn's working directory. */
  readonly path: string;
}

/** `view_image` as it is offered to the model. */
export const viewImageTool: ToolDefinition = {
  kind: 'function',
  name: 'view_image',
  description:
    'Shows you an image file of this machine: PNG, JPEG, GIF or WebP. Use it for images that the user names.',
  parameters: {
    type: 'object',
    properties: { path: { type: 'string', description: 'The image file, relative to the working directory.' } },
    required: ['path'],
    additionalProperties: false,
  },
};

/** Decodes the arguments of a `view_image` call. The error is what the model reads. */
export function decodeViewImage(text: string): Result<ViewImageCall, string> {
  const fields = parseArguments(text);
  if (!fields.ok) return err(fields.error);
  const read = new ArgumentReader(fields.value);
  return read.finish({ path: read.requiredString('path') });
}

/** What the model reads about a file that is no image, or none that it could be shown. */
export const notAnImage = 'unable to process image: invalid or unsupported image data';
