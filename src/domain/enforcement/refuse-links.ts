import type { AccessMap } from './access-map.js';
import type { Layer } from './collect-layers.js';
import type { PlacedLink } from './places.js';
import type { Refusal } from './refusal.js';

/**
 * Finds a layer that is reached through a link which a command could replace. The next command would then be confined to another place
 * than the rules name, so such a layout is refused. So is one in which the link leads to what contains it: only the link stands for the
 * protection then.
 */
export function refuseWritableLinks(layers: readonly Layer[], access: AccessMap): Refusal<'unsafe-path'> | undefined {
  for (const layer of layers.flatMap((one) => [one, ...(one.outdone ?? [])])) {
    const link = layer.place.links.find((candidate) => isReplaceable(candidate, access));
    if (link !== undefined) return refusal(layer, link);
  }
  return undefined;
}

function isReplaceable({ directory }: PlacedLink, access: AccessMap): boolean {
  return directory === undefined || access.at(directory) === 'write';
}

const roles = { read: 'read-only path', write: 'writable root', deny: 'deny-read path' } as const;

function refusal({ place, access }: Layer, link: PlacedLink): Refusal<'unsafe-path'> {
  return {
    code: 'unsafe-path',
    message: `cannot enforce sandbox ${roles[access]} ${place.logical} because it crosses writable symlink ${link.logical}`,
    remedy: `replace the link \`${link.logical}\` by a real file or directory, or name the path \`${place.real}\` that it leads to`,
  };
}
