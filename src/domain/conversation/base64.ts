const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes in standard base64 with padding. */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second, third] = [bytes[index], bytes[index + 1], bytes[index + 2]];
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    parts.push(
      alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63),
      second === undefined ? '=' : alphabet.charAt((group >> 6) & 63),
      third === undefined ? '=' : alphabet.charAt(group & 63),
    );
  }
  return parts.join('');
}
