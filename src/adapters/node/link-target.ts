import { type AbsolutePath, relativeWithin, resolvePath } from '../../domain/paths/absolute-path.js';
import { FileFailure } from './file-failure.js';

/** As many links in a row as Linux follows before it takes them for a circle. */
export const maxLinks = 40;

/**
 * Where a link leads, relative to the granted directory; both directories are canonical.
 * A `..` behind a name is refused: the name may be a link itself, and then the text does not tell where `..` leads.
 * @throws FileFailure `outside`.
 */
export function resolveLinkWithin(
  link: { readonly text: string; readonly directory: AbsolutePath },
  grant: AbsolutePath,
): string {
  const inside = relativeWithin(resolvePath(link.directory, link.text), grant);
  if (inside === undefined || climbsBehindName(link.text)) throw new FileFailure('outside');
  return inside;
}

function climbsBehindName(text: string): boolean {
  const components = text.split(/[/\\]/);
  const firstName = components.findIndex((component) => !['', '.', '..'].includes(component));
  return firstName !== -1 && components.includes('..', firstName);
}
