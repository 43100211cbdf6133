import { type Layer, mountPointOf } from './collect-layers.js';
import type { Refusal } from './refusal.js';

/**
 * Finds a rule that is written for some path, but hides the whole file system, because a link leads there. Nothing could run then, and no
 * rule about a place inside would mean anything any more.
 */
export function refuseHiddenRoot(layers: readonly Layer[]): Refusal<'unsafe-path'> | undefined {
  const hiding = layers.find((layer) => layer.access === 'deny' && mountPointOf(layer) === '/');
  if (hiding === undefined) return undefined;
  const { logical } = hiding.place;
  return {
    code: 'unsafe-path',
    message: `cannot enforce sandbox deny-read path ${logical} because it leads to \`/\`, which holds everything`,
    remedy: `remove the link \`${logical}\`, or name what has to be hidden`,
  };
}
