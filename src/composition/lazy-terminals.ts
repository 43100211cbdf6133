import type { LoadPseudoTerminals } from '../ports/pseudo-terminals.js';

/** The shipped terminals, which are loaded for the first command that wishes for one. */
export const lazyTerminals: LoadPseudoTerminals = async () => {
  const { loadPseudoTerminals } = await import('../adapters/node-pty/load-pseudo-terminals.js');
  return loadPseudoTerminals();
};
