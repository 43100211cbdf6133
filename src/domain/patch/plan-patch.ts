import type { AbsolutePath } from '../paths/absolute-path.js';
import { err, ok, type Result } from '../result.js';
import type { FileContents } from './file-content.js';
import type { Patch } from './patch.js';
import type { PatchPlanError } from './patch-error.js';
import type { PatchPlan, PlannedChange, PlannedOperation } from './patch-plan.js';
import { type OperationPaths, planOperation } from './plan-operation.js';
import { PlannedFiles } from './planned-files.js';
import { resolvePatchPath } from './resolve-patch-path.js';

/** What a patch is planned on. */
export interface PlanContext {
  /** What relative paths of the patch start from. */
  readonly cwd: AbsolutePath;
  /** What was found at the paths that `pathsOfPatch` names. */
  readonly contents: FileContents;
  /** Whether several operations may name one file; they then build on each other. The agent's tool refuses that. */
  readonly repeatedPaths: 'allow' | 'refuse';
}

/** Works out what a patch does to the files it names. The whole patch fits, or there is no plan. */
export function planPatch(patch: Patch, context: PlanContext): Result<PatchPlan, PatchPlanError> {
  if (patch.operations.length === 0) return err({ code: 'no-operations' });
  const files = new PlannedFiles(context.contents);
  const seen = new Set<AbsolutePath>();
  const operations: PlannedOperation[] = [];
  for (const operation of patch.operations) {
    const paths = resolvePaths(operation, context.cwd);
    if (!paths.ok) return paths;
    const repeated = context.repeatedPaths === 'refuse' ? findRepeated(paths.value, files, seen) : undefined;
    if (repeated !== undefined) return err({ code: 'repeated-path', path: repeated });
    const planned = planOperation(operation, paths.value, files);
    if (!planned.ok) return planned;
    for (const step of planned.value.steps) files.follow(step);
    operations.push(planned.value);
  }
  return ok({ operations, changes: mergeChanges(operations), summary: summarise(patch) });
}

function resolvePaths(
  operation: Patch['operations'][number],
  cwd: AbsolutePath,
): Result<OperationPaths, PatchPlanError> {
  const path = resolvePatchPath(cwd, operation.path);
  if (!path.ok) return path;
  if (operation.kind !== 'update' || operation.moveTo === undefined) return ok({ path: path.value });
  const target = resolvePatchPath(cwd, operation.moveTo);
  return target.ok ? ok({ path: path.value, moveTo: target.value }) : target;
}

function findRepeated(paths: OperationPaths, files: PlannedFiles, seen: Set<AbsolutePath>): AbsolutePath | undefined {
  const named = paths.moveTo === undefined ? [paths.path] : [paths.path, paths.moveTo];
  const identities = new Map(named.map((path) => [files.identityOf(path), path]));
  for (const [identity, path] of identities) {
    if (seen.has(identity)) return path;
    seen.add(identity);
  }
  return undefined;
}

function mergeChanges(operations: readonly PlannedOperation[]): readonly PlannedChange[] {
  const byPath = new Map<AbsolutePath, PlannedChange>();
  for (const { change } of operations) {
    const earlier = byPath.get(change.path);
    byPath.set(change.path, earlier === undefined ? change : followUp(earlier, change));
  }
  return [...byPath.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Two changes of one path as one: from the text before the first to the text after the second. */
function followUp(earlier: PlannedChange, later: PlannedChange): PlannedChange {
  const { before: _, ...rest } = later;
  return earlier.before === undefined ? rest : { ...rest, before: earlier.before };
}

function summarise(patch: Patch): readonly string[] {
  const lines = patch.operations.map((operation) => {
    if (operation.kind === 'update') return `M ${operation.moveTo ?? operation.path}`;
    return `${operation.kind === 'add' ? 'A' : 'D'} ${operation.path}`;
  });
  return ['A', 'M', 'D'].flatMap((letter) => lines.filter((line) => line.startsWith(letter)));
}
