/** Terminal escape sequences: CSI, OSC and the other strings, and two-character ones. */
const escapeSequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;

/** Control characters except tab and newline, and marks that reorder the text around them. */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text that a terminal shows as it is. Models, repositories and commands write what they like: escape sequences are removed,
 * other characters that nobody could see are spelled out.
 */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(escapeSequence, '').replace(invisible, spell);
}

function spell(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
