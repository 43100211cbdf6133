import { type Form, form, type Parameters, text } from './policy-text.js';

/** A piece of a regular expression: what a person wrote is quoted when the policy is read, what we wrote is not. */
export type Piece =
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string };

/** A piece that we wrote; plain characters only. */
export function expression(text: string): Piece {
  return { kind: 'expression', text };
}

/** A piece that stands for nothing but itself. */
export function quoted(text: string): Piece {
  return { kind: 'quoted', text };
}

/** The texts that make up an expression. Neighbours of one kind make one. */
export function piecesToForms(pieces: readonly Piece[], prefix: string, parameters: Parameters): readonly Form[] {
  return merged(pieces).map((piece) =>
    piece.kind === 'expression' ? text(piece.text) : form('regex-quote', parameters.add(prefix, piece.text)),
  );
}

function merged(pieces: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last?.kind === piece.kind) result[result.length - 1] = { kind: piece.kind, text: last.text + piece.text };
    else result.push(piece);
  }
  return result.filter((piece) => piece.text !== '');
}
