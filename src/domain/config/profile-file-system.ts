import { type AbsolutePath, resolvePath } from '../paths/absolute-path.js';
import { compileGlob } from '../paths/glob.js';
import type { FileSystemEntry, PolicyPath, RestrictedFileSystemPolicy } from '../permissions/file-system-policy.js';
import { isDescendantPath } from '../permissions/workspace-path.js';
import { err, ok, type Result } from '../result.js';
import { compareCodePoints } from './compare-code-points.js';
import type { Inconsistency } from './inconsistency.js';
import { isPattern, type ProfilePlace, parseProfilePath, parseSpecialPath, styleOf } from './profile-path.js';
import type { ProfileRule, ProfileScope, ProfileTable } from './profile-table.js';

/**
 * Compiles the rules of a profile. Entries come in the order of their keys, whatever the order in the file, so that the same profile is
 * always encoded the same.
 */
export function compileFileSystem(
  profile: ProfileTable,
  place: ProfilePlace,
): Result<RestrictedFileSystemPolicy, Inconsistency> {
  const entries: FileSystemEntry[] = [];
  for (const [key, rule] of sorted(profile.fileSystem)) {
    const compiled = rule.kind === 'rule' ? compileAlone(key, rule, place) : compileScope(key, rule, place);
    if (!compiled.ok) return compiled;
    entries.push(...compiled.value);
  }
  const { globScanMaxDepth } = profile;
  return ok({ kind: 'restricted', entries, ...(globScanMaxDepth === undefined ? {} : { globScanMaxDepth }) });
}

type Compiled<T> = Result<T, Inconsistency>;

/** `"key" = "access"`. */
function compileAlone(key: string, rule: ProfileRule, place: ProfilePlace): Compiled<readonly FileSystemEntry[]> {
  const path =
    isPattern(key, place) && rule.access === 'deny' ? denyPattern(key, rule, place) : wholePath(key, rule, place);
  return path.ok ? ok([entryOf(path.value, rule)]) : path;
}

/** `["key"]` with sub-paths below it. */
function compileScope(key: string, scope: ProfileScope, place: ProfilePlace): Compiled<readonly FileSystemEntry[]> {
  const entries: FileSystemEntry[] = [];
  for (const [subpath, rule] of sorted(scope.rules)) {
    const path = subpath === '.' ? wholePath(key, rule, place) : scopedPath(key, subpath, { rule, place });
    if (!path.ok) return path;
    entries.push(entryOf(path.value, rule));
  }
  return ok(entries);
}

function scopedPath(
  key: string,
  subpath: string,
  context: { readonly rule: ProfileRule; readonly place: ProfilePlace },
): Compiled<PolicyPath> {
  if (!key.startsWith(':')) return belowLiteral(key, subpath, context);
  const special = parseSpecialPath(key);
  switch (special.kind) {
    case 'workspace-roots':
      return belowWorkspaceRoots(subpath, context);
    case 'unknown':
      return ok({ kind: 'special', special: { ...special, subpath } });
    default:
      return problem(
        context.rule,
        `the special path \`${key}\` has no places below it; write a rule for the path itself`,
      );
  }
}

interface RuleContext {
  readonly rule: ProfileRule;
  readonly place: ProfilePlace;
}

function belowWorkspaceRoots(subpath: string, { rule, place }: RuleContext): Compiled<PolicyPath> {
  const checked = checkSubpath(subpath, rule, place);
  if (!checked.ok) return checked;
  if (!isPattern(checked.value, place)) {
    return ok({ kind: 'special', special: { kind: 'workspace-roots', subpath: checked.value } });
  }
  const sample = checkPattern(resolvePath(place.cwd, checked.value), rule);
  return sample.ok ? ok({ kind: 'workspace-glob', pattern: checked.value }) : sample;
}

function belowLiteral(key: string, subpath: string, { rule, place }: RuleContext): Compiled<PolicyPath> {
  if (isPattern(key, place)) return problem(rule, `the pattern \`${key}\` has no places below it; write one pattern`);
  const base = literalPath(key, rule, place);
  if (!base.ok) return base;
  const checked = checkSubpath(subpath, rule, place);
  if (!checked.ok) return checked;
  const path = resolvePath(base.value, checked.value);
  return isPattern(checked.value, place) ? checkPattern(path, rule) : ok({ kind: 'path', path });
}

/** A sub-path that stays below its scope; a pattern only where it denies, and `/**` behind the rest means the rest. */
function checkSubpath(subpath: string, rule: ProfileRule, place: ProfilePlace): Compiled<string> {
  const text = rule.access === 'deny' && isPattern(subpath, place) ? subpath : withoutSubtreeSuffix(subpath);
  if (isPattern(text, place) && rule.access !== 'deny') return patternGrants(subpath, rule);
  if (isDescendantPath(text, styleOf(place.platform))) return ok(text);
  return problem(rule, `\`${subpath}\` is no path below its scope; write it without a leading slash, \`.\` or \`..\``);
}

/** What a key speaks about as a whole: a special path, a literal one, or a pattern to deny. */
function wholePath(key: string, rule: ProfileRule, place: ProfilePlace): Compiled<PolicyPath> {
  if (isPattern(key, place) && rule.access === 'deny') return denyPattern(key, rule, place);
  const text = withoutSubtreeSuffix(key);
  if (text === '' && key !== '')
    return problem(rule, `\`${key}\` stands for the whole file system; write \`:root\` instead`);
  if (isPattern(text, place)) return patternGrants(key, rule);
  if (text.startsWith(':')) return ok({ kind: 'special', special: parseSpecialPath(text) });
  const path = literalPath(text, rule, place);
  return path.ok ? ok({ kind: 'path', path: path.value }) : path;
}

function denyPattern(key: string, rule: ProfileRule, place: ProfilePlace): Compiled<PolicyPath> {
  const pattern = literalPath(key, rule, place);
  return pattern.ok ? checkPattern(pattern.value, rule) : pattern;
}

function literalPath(key: string, rule: ProfileRule, place: ProfilePlace): Compiled<AbsolutePath> {
  const path = parseProfilePath(key, place);
  return typeof path === 'string' ? ok(path) : problem(rule, `the path \`${key}\` ${path.problem}`);
}

function checkPattern(pattern: AbsolutePath, rule: ProfileRule): Compiled<PolicyPath> {
  const glob = compileGlob(pattern);
  if (glob.ok) return ok({ kind: 'glob', pattern });
  return glob.error.code === 'pattern-too-long'
    ? problem(rule, 'the pattern is too long; shorten it')
    : problem(rule, `the pattern \`${pattern}\` has a range that ends before it starts; swap its ends`);
}

function withoutSubtreeSuffix(text: string): string {
  return text.endsWith('/**') ? text.slice(0, -3) : text;
}

function patternGrants(key: string, rule: ProfileRule): Compiled<never> {
  return problem(
    rule,
    `the pattern \`${key}\` can only be denied; for \`${rule.access}\` name an exact path, or a whole directory with \`/**\` at its end`,
  );
}

function problem(rule: ProfileRule, what: string): Compiled<never> {
  return err({ path: rule.key, message: `permission profile \`${rule.profile}\`: ${what}` });
}

function entryOf(path: PolicyPath, { access, profile, key }: ProfileRule): FileSystemEntry {
  return { path, access, origin: { kind: 'profile', profile, key } };
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => compareCodePoints(a, b));
}
