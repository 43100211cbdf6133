/** The number of tokens that a text is taken for: a quarter of its UTF-8 bytes, rounded up. */
export function estimateTokens(text: string): number {
  return tokensOfBytes(utf8Length(text));
}

/** The same for a number of UTF-8 bytes. */
export function tokensOfBytes(bytes: number): number {
  return Math.ceil(bytes / 4);
}

/** The length of a text in UTF-8 bytes. */
export function utf8Length(text: string): number {
  // Most texts are ASCII, and a search is several times as fast as looking at every character.
  if (!/[\u0080-\uffff]/.test(text)) return text.length;
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) {
      bytes += 4;
      index += 1;
    } else bytes += 3;
  }
  return bytes;
}

/** How long an output was, and how much of it was not kept, in bytes. */
type Captured = Readonly<Record<'bytes' | 'omittedBytes', number>>;

/**
 * Cuts an output to `maxTokens` for the model: half from its head, half from its tail, never inside a character.
 * A short output is returned as it is; a cut one says how long it was.
 *
 * @param captured what is known of the output when `text` is not the whole of it
 */
export function truncateOutput(text: string, maxTokens: number, captured?: Captured): string {
  const tokens = estimateTokens(text);
  if (tokens <= maxTokens) return text;
  const half = Math.floor((maxTokens * 4) / 2);
  const head = headOf(text, half);
  const tail = tailOf(text, half);
  const original = captured === undefined ? tokens : tokensOfBytes(captured.bytes);
  const removed = tokens - maxTokens;
  return (
    `Warning: truncated output (original token count: ${original})\n${extentOf(text, captured)}\n\n` +
    `${head}…${removed} tokens truncated…${tail}`
  );
}

/** Of an output that was not kept as a whole nobody has counted the lines. */
function extentOf(text: string, captured: Captured | undefined): string {
  if (captured !== undefined && captured.omittedBytes > 0) return `... ${captured.omittedBytes} bytes omitted ...`;
  return `Total output lines: ${text.split('\n').length - (text.endsWith('\n') ? 1 : 0)}`;
}

function headOf(text: string, maxBytes: number): string {
  let end = 0;
  for (let bytes = 0; end < text.length; ) {
    const width = characterWidth(text, end);
    bytes += utf8Length(text.slice(end, end + width));
    if (bytes > maxBytes) break;
    end += width;
  }
  return text.slice(0, end);
}

function tailOf(text: string, maxBytes: number): string {
  let start = text.length;
  for (let bytes = 0; start > 0; ) {
    const width = isLowSurrogate(text.charCodeAt(start - 1)) && start > 1 ? 2 : 1;
    bytes += utf8Length(text.slice(start - width, start));
    if (bytes > maxBytes) break;
    start -= width;
  }
  return text.slice(start);
}

function characterWidth(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1)) ? 2 : 1;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
