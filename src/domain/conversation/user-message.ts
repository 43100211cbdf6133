import { base64 } from './base64.js';
import type { ContentPart, HistoryItem } from './history-item.js';

/** An image that the user attached, as it was found. */
export interface AttachedImage {
  /** As the user wrote it. */
  readonly path: string;
  readonly content:
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
    | { readonly kind: 'unreadable'; readonly reason: string };
}

/** The first bytes of the image formats that models take. */
const signatures: readonly { readonly type: string; readonly at: number; readonly bytes: readonly number[] }[] = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
];

/** What the user says, as one message: the images first, each between a pair of tags, then the text. */
export function userMessage(text: string, images: readonly AttachedImage[]): HistoryItem {
  const attached = images.flatMap((image, index) => imageParts(image, index + 1));
  const spoken: readonly ContentPart[] = text === '' && attached.length > 0 ? [] : [{ kind: 'input-text', text }];
  return { kind: 'message', role: 'user', content: [...attached, ...spoken] };
}

/** The media type of an image, told by its first bytes; `undefined` for anything that is not one of the known formats. */
export function imageTypeOf(bytes: Uint8Array): string | undefined {
  return signatures.find(({ at, bytes: wanted }) => wanted.every((byte, index) => bytes[at + index] === byte))?.type;
}

function imageParts({ path, content }: AttachedImage, number: number): readonly ContentPart[] {
  if (content.kind === 'unreadable') {
    return [{ kind: 'input-text', text: `Codex could not read the local image at \`${path}\`: ${content.reason}` }];
  }
  const type = imageTypeOf(content.bytes);
  const image: ContentPart =
    type === undefined
      ? { kind: 'input-text', text: 'image content omitted because it could not be processed' }
      : { kind: 'image', url: `data:${type};base64,${base64(content.bytes)}`, detail: 'original' };
  return [
    { kind: 'input-text', text: `<image name=[Image #${number}] path="${path.replaceAll('"', '&quot;')}">` },
    image,
    { kind: 'input-text', text: '</image>' },
  ];
}
