import { isRecord, own, ownText } from './json-extent.js';

/** A block of a result, as the model can take it. */
export type ContentBlock =
  | { readonly kind: 'text'; readonly text: string }
  /** `url` is a `data:` URL of an image that providers accept. */
  | { readonly kind: 'image'; readonly url: string };

/** Larger images are described instead of shown, in characters of base64. */
const maxImageCharacters = 16 * 1024 * 1024;

const shownImages: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/**
 * Decodes one block of a result. What the model cannot see is described in a sentence; what is not known is shown as JSON. A broken
 * image never reaches the history, because the provider would refuse every later request of the thread.
 */
export function decodeBlock(block: unknown): ContentBlock {
  if (!isRecord(block)) return asJson(block);
  switch (own(block, 'type')) {
    case 'text':
      return { kind: 'text', text: ownText(block, 'text') ?? '' };
    case 'image':
      return binary('image', ownText(block, 'mimeType'), ownText(block, 'data'));
    case 'audio':
      return binary('audio', ownText(block, 'mimeType'), ownText(block, 'data'));
    case 'resource':
      return resource(block);
    default:
      return asJson(block);
  }
}

function resource(block: Readonly<Record<string, unknown>>): ContentBlock {
  const inner = own(block, 'resource');
  const blob = isRecord(inner) ? ownText(inner, 'blob') : undefined;
  if (!isRecord(inner) || blob === undefined) return asJson(block);
  return binary(`resource \`${ownText(inner, 'uri') ?? ''}\``, ownText(inner, 'mimeType'), blob);
}

function binary(what: string, mimeType = 'unknown type', data = ''): ContentBlock {
  const type = mimeType.toLowerCase();
  if (shownImages.includes(type) && data.length <= maxImageCharacters && isBase64(data)) {
    return { kind: 'image', url: `data:${type};base64,${data}` };
  }
  return { kind: 'text', text: `(${what}, ${mimeType.slice(0, 100)}, ${data.length} characters of base64; not shown)` };
}

function asJson(block: unknown): ContentBlock {
  return { kind: 'text', text: JSON.stringify(block) ?? '' };
}

/** Looks for the first wrong character instead of matching all right ones, which would need a stack as long as the image. */
function isBase64(data: string): boolean {
  const end = data.search(/[^A-Za-z0-9+/]/);
  if (data === '' || data.length % 4 !== 0 || end === 0) return false;
  return end < 0 || ['=', '=='].includes(data.slice(end));
}
