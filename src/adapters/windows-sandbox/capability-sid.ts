import { createHash } from 'node:crypto';
import { type AbsolutePath, pathKey } from '../../domain/paths/absolute-path.js';
import type { SidText } from './windows-plan.js';

/**
 * The identity that stands for writing below one root with its carve-outs and the roots inside of it. It is derived from all of them: two
 * policies that differ never share an entry, so neither can open what the other protects, and nothing has to be stored. Nobody can log in as
 * it, and a token that carries it among its restricting identities gains nothing that the user lacks.
 */
export function capabilitySid(
  root: AbsolutePath,
  carveOuts: readonly AbsolutePath[],
  innerRoots: readonly AbsolutePath[] = [],
): SidText {
  // No path is empty, so an empty part tells one kind from the other.
  const inner = innerRoots.length === 0 ? [] : ['', ...innerRoots.map(pathKey).toSorted()];
  const parts = [pathKey(root), ...carveOuts.map(pathKey).toSorted(), ...inner];
  const digest = createHash('sha256')
    .update(`codex-sdk write capability\0${parts.join('\0')}`)
    .digest();
  const numbers = [0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset));
  return `S-1-5-21-${numbers.join('-')}`;
}
