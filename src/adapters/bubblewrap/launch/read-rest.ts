import { readSync } from 'node:fs';
import { errorCode } from '../error-code.js';

const pieceBytes = 16_384;

/** Reads what is in a pipe by now, without waiting for more. */
export function readRest(pipe: number, onData: (bytes: Buffer) => void): void {
  for (;;) {
    const piece = Buffer.allocUnsafe(pieceBytes);
    const length = readNow(pipe, piece);
    if (length === 0) return;
    onData(piece.subarray(0, length));
  }
}

/** Nothing, too, while the pipe is empty but open. */
function readNow(pipe: number, piece: Buffer): number {
  try {
    return readSync(pipe, piece);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return 0;
    throw error;
  }
}
