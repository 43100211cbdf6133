import type { PseudoTerminals } from '../../ports/pseudo-terminals.js';
import { NodePtyTerminals } from './node-pty-terminals.js';

/** Terminals by `@lydell/node-pty`, an optional package. Without it, or without a binary for this platform, there are none. */
export async function loadPseudoTerminals(): Promise<PseudoTerminals | undefined> {
  const package_ = await import('@lydell/node-pty').catch(() => undefined);
  return package_ === undefined ? undefined : new NodePtyTerminals(package_);
}
