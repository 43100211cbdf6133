import type { FileHandle } from 'node:fs/promises';

const lineFeed = 0x0a;

/** Big enough to read a long session quickly; a text in it is kept as long as any of its lines, so not bigger. */
const chunkBytes = 256 * 1024;

/** Longer lines are passed over. An image of 20 MB is a line of 27 MB. */
const maxLineBytes = 64 * 1024 * 1024;

/** What to do with the lines, and when to stop before the end of the file. */
export interface LineReading {
  readonly onLine: (line: string) => void;
  /** Asked after every chunk; the whole file is read when absent. */
  readonly isEnough?: () => boolean;
  /** What lies beyond this many bytes is not read; unlimited when absent. */
  readonly maxBytes?: number;
}

/**
 * Reads a file from its current position and hands over its lines, without their line feeds. At the end of the file the last line is
 * handed over even when its line feed is missing; that it is missing is the answer.
 */
export async function readLines(handle: FileHandle, reading: LineReading): Promise<{ readonly endsInLine: boolean }> {
  const { onLine, isEnough, maxBytes = Number.POSITIVE_INFINITY } = reading;
  const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, maxBytes));
  const begun = new BegunLine();
  for (let total = 0; total < maxBytes && isEnough?.() !== true; ) {
    const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, maxBytes - total), null);
    if (bytesRead === 0) {
      const endsInLine = begun.length > 0;
      if (endsInLine) begun.end(onLine);
      return { endsInLine };
    }
    total += bytesRead;
    takeChunk(chunk.subarray(0, bytesRead), begun, onLine);
  }
  return { endsInLine: begun.length > 0 };
}

function takeChunk(data: Buffer, begun: BegunLine, onLine: (line: string) => void): void {
  const first = data.indexOf(lineFeed);
  if (first < 0) {
    begun.add(data);
    return;
  }
  begun.add(data.subarray(0, first));
  begun.end(onLine);
  const last = data.lastIndexOf(lineFeed);
  if (last > first) splitLines(data.toString('utf8', first + 1, last), onLine);
  begun.add(data.subarray(last + 1));
}

/** A line that goes on in the next chunk. */
class BegunLine {
  #parts: Buffer[] = [];
  length = 0;

  add(part: Buffer): void {
    this.length += part.length;
    if (this.length > maxLineBytes) this.#parts = [];
    // The chunk is reused, so what is kept of it is copied.
    else if (part.length > 0) this.#parts.push(Buffer.from(part));
  }

  end(onLine: (line: string) => void): void {
    if (this.length <= maxLineBytes) onLine(Buffer.concat(this.#parts).toString('utf8'));
    this.#parts = [];
    this.length = 0;
  }
}

function splitLines(text: string, onLine: (line: string) => void): void {
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    onLine(text.slice(start, end));
    start = end + 1;
  }
  onLine(text.slice(start));
}
