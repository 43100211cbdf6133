import { err, ok, type Result } from '../../domain.js';

/** Decodes piped text: UTF-8, or UTF-16 when it begins with a byte order mark, as PowerShell writes it. */
export function decodePromptBytes(bytes: Uint8Array): Result<string, string> {
  const encoding = encodingOf(bytes);
  try {
    return ok(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch {
    const place = encoding === 'utf-8' ? ` (invalid byte at offset ${firstInvalidByte(bytes)})` : '';
    return err(`the input is not valid ${encoding.toUpperCase()}${place}; convert it to UTF-8 and try again`);
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

// Repairing replaces what is invalid, so the first difference is the place.
function firstInvalidByte(bytes: Uint8Array): number {
  const repaired = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  return bytes.findIndex((byte, index) => byte !== repaired[index]);
}
