import { mountPointOf } from '../../domain/enforcement/collect-layers.js';
import { planPins } from '../../domain/enforcement/plan-pins.js';
import { type AbsolutePath, isWithin, nameOf, parentOf, resolvePath } from '../../domain/paths/absolute-path.js';
import { ancestorsOf } from '../../domain/paths/ancestors.js';
import { anySpelling } from './any-spelling.js';
import { deviceListRules } from './device-rules.js';
import { expression, piecesToForms } from './expression-pieces.js';
import type { FileConfinement, ProtectedName, RestrictedFiles } from './file-confinement.js';
import { type Form, form, type Parameters, rule, text } from './policy-text.js';
import { type Region, regionsOf } from './regions.js';

/**
 * Renders what may be read, and run as a program: the regions, and the directories that have to be looked up on the way to them. The
 * system itself would run what cannot be read.
 */
export function readRules(files: FileConfinement, parameters: Parameters): readonly Form[] {
  if (files.layers === 'unrestricted') return ['(allow file-read*)', '(allow process-exec)'];
  const regions = regionsOf('read', files);
  if (regions.length === 0) return [];
  const filters = regions.map((region) => regionFilter(region, { prefix: 'READABLE_ROOT', parameters }));
  return [
    rule('allow', 'file-read*', filters),
    rule('allow', 'process-exec', filters),
    ...deviceListRules(files.layers),
    ...passageRules(regions, files, parameters),
  ];
}

/** Renders what may be written. Protected metadata, and what does not exist yet, is recognised in any spelling. */
export function writeRules(files: FileConfinement, parameters: Parameters): readonly Form[] {
  if (files.layers === 'unrestricted') return ['(allow file-write*)'];
  const regions = regionsOf('write', files);
  const filters = regions.map((region) => {
    const names = namesToKeep(files).filter(({ root }) => innermost(regions, root) === region);
    return regionFilter(region, { prefix: 'WRITABLE_ROOT', parameters, names });
  });
  return filters.length === 0 ? [] : [rule('allow', 'file-write*', filters)];
}

/**
 * Directories that lead to protected places must stay where they are: moved, their content would carry a name that no rule speaks about.
 * The same holds for writable roots themselves.
 */
export function pinRules(files: FileConfinement, parameters: Parameters): readonly Form[] {
  if (files.layers === 'unrestricted' || files.level !== 'hardened') return [];
  const { layers, access } = files;
  const roots = layers.filter((layer) => layer.access === 'write').map(mountPointOf);
  const pins = [...new Set([...roots, ...planPins(layers.map(mountPointOf), access)])].filter((path) => path !== '/');
  if (pins.length === 0) return [];
  const filters = pins.sort().map((path) => form('literal', parameters.add('PINNED', path)));
  return [rule('deny', 'file-write-unlink', filters)];
}

interface RegionNaming {
  /** What parameters of the region are called. */
  readonly prefix: string;
  readonly parameters: Parameters;
  /** Names that are left out in every spelling. */
  readonly names?: readonly ProtectedName[];
}

function regionFilter({ root, excluded }: Region, { prefix, parameters, names = [] }: RegionNaming): Form {
  const rootForm = parameters.add(prefix, root);
  const subpath = form('subpath', rootForm);
  if (excluded.length + names.length === 0) return subpath;
  const places = excluded.flatMap((path) => {
    const place = parameters.add(`${nameIn(rootForm)}_EXCLUDED`, path);
    // A place that does not exist yet is only met by its exact name.
    return [form('literal', place), form('subpath', place)];
  });
  const filters = [...places, ...nameFilters(names, parameters)].map((filter) => form('require-not', filter));
  return rule('require-all', subpath, filters);
}

/** Regions are sorted from shallow to deep. */
function innermost(regions: readonly Region[], path: AbsolutePath): Region | undefined {
  return regions.findLast(({ root }) => isWithin(path, root));
}

function nameIn(parameter: Form): string {
  return /"(.*)"/.exec(parameter)?.[1] ?? '';
}

/**
 * File systems of this platform as a rule do not tell upper from lower case. What exists is met under its one name on the disk, but what does
 * not exist can be made under any of its spellings.
 */
function namesToKeep(files: RestrictedFiles): readonly ProtectedName[] {
  const missing = files.layers.filter(({ access, place }) => access !== 'write' && place.type === 'missing');
  const kept = missing.map(mountPointOf).map((path) => ({ root: parentOf(path), name: nameOf(path) }));
  const isNew = (name: ProtectedName): boolean =>
    !files.metadata.some((other) => other.root === name.root && other.name === name.name);
  return [...files.metadata, ...kept.filter(isNew)];
}

function nameFilters(names: readonly ProtectedName[], parameters: Parameters): readonly Form[] {
  const roots = [...new Set(names.map(({ root }) => root))];
  return roots.map((root) => {
    const base = root === '/' ? [] : [form('regex-quote', parameters.add('METADATA_ROOT', root))];
    const own = names.filter((it) => it.root === root).map(({ name }) => anySpelling(name));
    const pieces = own.flatMap((spelled, index) => (index === 0 ? spelled : [expression('|'), ...spelled]));
    const rest = piecesToForms([expression('/('), ...pieces, expression(')(/|$)')], 'METADATA_NAME', parameters);
    return form('regex', form('string-append', text('^'), ...base, ...rest));
  });
}

/**
 * Where not everything can be read, the directories above what can be read may be looked at, but not listed. So may the links by which rules
 * name it: the system asks whoever follows a link for leave to look at it.
 */
function passageRules(
  regions: readonly Region[],
  { layers, access }: RestrictedFiles,
  parameters: Parameters,
): readonly Form[] {
  const links = layers
    .filter((layer) => layer.access !== 'deny')
    .flatMap(({ place }) => place.links)
    .flatMap(({ logical, directory }) => (directory === undefined ? [] : [resolvePath(directory, nameOf(logical))]))
    .filter((link) => ['none', 'deny'].includes(access.at(link)));
  const directories = [...regions.map(({ root }) => root), ...links].flatMap(ancestorsOf);
  const passages = [...new Set([...directories, ...links])].sort();
  if (passages.length === 0) return [];
  const filters = passages.map((path) => form('literal', parameters.add('PASSAGE', path)));
  return [rule('allow', 'file-read-metadata', filters)];
}
