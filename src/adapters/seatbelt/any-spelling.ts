import { expression, type Piece, quoted } from './expression-pieces.js';

/** Characters beyond ASCII that a file system takes for a letter when it does not tell upper from lower case. */
const lookalikes: Readonly<Record<string, string>> = { k: '\u212a', s: '\u017f' };

/**
 * An expression for every spelling of a name that a file system of this platform takes for the same: letters in upper and lower case, and
 * letters with accents in one piece or in two.
 */
export function anySpelling(name: string): readonly Piece[] {
  return [...name.normalize('NFC')].flatMap((character) => {
    if (/[A-Za-z]/.test(character)) return letter(character.toLowerCase());
    if (/[0-9._]/.test(character)) return [expression(`[${character}]`)];
    return character <= '\u007f' ? [quoted(character)] : oneOf(variantsOf(character));
  });
}

function letter(lower: string): readonly Piece[] {
  const plain = expression(`[${lower}${lower.toUpperCase()}]`);
  const lookalike = lookalikes[lower];
  if (lookalike === undefined) return [plain];
  return [expression('('), plain, expression('|'), quoted(lookalike), expression(')')];
}

function variantsOf(character: string): readonly string[] {
  const cases = [character, character.toLowerCase(), character.toUpperCase()];
  return [...new Set(cases.flatMap((each) => [each, each.normalize('NFC'), each.normalize('NFD')]))];
}

function oneOf(variants: readonly string[]): readonly Piece[] {
  const pieces = variants.flatMap((variant, index) => [...(index === 0 ? [] : [expression('|')]), quoted(variant)]);
  return [expression('('), ...pieces, expression(')')];
}
