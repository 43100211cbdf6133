import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type AbsolutePath, parentOf } from '../../../src/domain/paths/absolute-path.js';
import { type Folder, targetOf } from './random-worlds.js';

/** Makes a tree. Links that lead to `OUTSIDE` lead to a directory beside it. */
export function plant(at: string, folder: Folder, outside?: string): void {
  mkdirSync(at, { recursive: true });
  for (const [name, content] of Object.entries(folder)) {
    const target = targetOf(content);
    if (target !== undefined) symlinkSync(target.replace(/^OUTSIDE/, outside ?? ''), join(at, name));
    else if (typeof content === 'string') writeFileSync(join(at, name), content.replace('OUTSIDE', outside ?? ''));
    else plant(join(at, name), content, outside);
  }
}

/** Makes the directory that links may lead to. */
export function plantOutside(at: string): void {
  plant(at, { file: 'text', folder: { 'x.env': 'text' } });
}

/** A way to a place, through links or not. */
export interface Way {
  readonly path: AbsolutePath;
  /** Where it ends, without links; for a place that is missing, where it would be. */
  readonly real: AbsolutePath;
  readonly exists: boolean;
}

/** The ways to places, and through those that are links to directories one step further. Links that lead nowhere are no way. */
export function waysTo(places: readonly string[]): readonly Way[] {
  const ways = new Map<string, Way>();
  for (const place of places) {
    const further = isLinkToDirectory(place) ? readdirSync(place).map((name) => join(place, name)) : [];
    for (const path of [place, ...further]) {
      const way = wayTo(path as AbsolutePath);
      if (way !== undefined) ways.set(path, way);
    }
  }
  return [...ways.values()];
}

function wayTo(path: AbsolutePath): Way | undefined {
  if (existsSync(path)) return { path, real: realpathSync(path) as AbsolutePath, exists: true };
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return undefined;
  const around = wayTo(parentOf(path));
  if (around === undefined || (around.exists && !statSync(around.real).isDirectory())) return undefined;
  return { path, real: join(around.real, path.slice(dirname(path).length)) as AbsolutePath, exists: false };
}

function isLinkToDirectory(path: string): boolean {
  return (
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true &&
    existsSync(path) &&
    statSync(path).isDirectory()
  );
}
