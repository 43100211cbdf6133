import type { FileUpdateChange } from '../../domain/conversation/thread-item.js';
import { parsePatch } from '../../domain/patch/parse-patch.js';
import type { Patch } from '../../domain/patch/patch.js';
import type { PatchError } from '../../domain/patch/patch-error.js';
import type { PatchPlan, PatchStep, PlannedChange } from '../../domain/patch/patch-plan.js';
import { pathsOfPatch } from '../../domain/patch/paths-of-patch.js';
import { planPatch } from '../../domain/patch/plan-patch.js';
import { renderPatchError } from '../../domain/patch/render-patch-error.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { FileSystem } from '../../ports/file-system.js';
import { gatherFileContents } from './gather-file-contents.js';
import { mapInSlices } from './map-in-slices.js';
import { type PatchTarget, PatchTargets } from './patch-target.js';
import { type AuthorizeWrite, describeRefusal, type WriteRefusal } from './write-permission.js';

/** The largest file that is patched by default, in bytes. */
const defaultMaxFileBytes = 64 * 1024 * 1024;

/** What to do with a patch, and where. */
export interface PatchRequest {
  /** The patch as the model or a person wrote it. */
  readonly patch: string;
  /** What relative paths of the patch start from. */
  readonly cwd: AbsolutePath;
  readonly fileSystem: FileSystem;
  readonly authorize: AuthorizeWrite;
  /** `tool` (the default) refuses two operations on one path and words errors for the model; `command-line` does neither. */
  readonly rules?: 'tool' | 'command-line';
  /** {@link defaultMaxFileBytes} when absent. */
  readonly maxFileBytes?: number;
  /** Renders a change as a unified diff; without it, or where it has nothing to say, changes carry none. */
  readonly renderDiff?: RenderDiff;
}

/** Renders a change as a unified diff. */
export type RenderDiff = (change: PlannedChange) => Promise<string | undefined> | string | undefined;

/** A step together with the place where it happens. */
export interface TargetedStep {
  readonly step: PatchStep;
  readonly target: PatchTarget;
}

/** A patch that fits the files it names, not yet written. */
export interface PreparedPatch {
  /** Sorted by path. */
  readonly changes: readonly FileUpdateChange[];
  /** What `changes` were made from, one to one. */
  readonly planned: readonly PlannedChange[];
  /** `A path`, `M path` and `D path`, spelled as in the patch. */
  readonly summary: readonly string[];
  /** Present when the permissions do not allow all of it: ask, or tell the model `message`. */
  readonly refusal?: {
    readonly reason: WriteRefusal;
    readonly message: string;
    readonly paths: readonly AbsolutePath[];
  };
  readonly operations: readonly { readonly change: PlannedChange; readonly steps: readonly TargetedStep[] }[];
}

/** What came of preparing a patch. `refused` is final: no approval helps. */
export type PatchPreparation =
  | { readonly kind: 'prepared'; readonly patch: PreparedPatch }
  | { readonly kind: 'verification-failed'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Checks a whole patch against the files and the permissions, without changing anything. A bad patch is a value, never an exception. */
export async function preparePatch(request: PatchRequest): Promise<PatchPreparation> {
  const parsed = parsePatch(request.patch);
  if (!parsed.ok) return failed(parsed.error, request);
  if (parsed.value.environmentId !== undefined && !isCommandLine(request)) {
    return { kind: 'refused', message: 'apply_patch environment selection is unavailable for this turn' };
  }
  const paths = pathsOfPatch(parsed.value, request.cwd);
  if (!paths.ok) return failed(paths.error, request);
  const targets = new PatchTargets(request.fileSystem, request.authorize);
  const unreadable = await findUnreadable(paths.value, targets);
  if (unreadable) return { kind: 'refused', message: describeRefusal('unreadable') };
  return planAndTarget(request, { patch: parsed.value, paths: paths.value, targets });
}

interface ResolvedPatch {
  readonly patch: Patch;
  readonly paths: readonly AbsolutePath[];
  readonly targets: PatchTargets;
}

async function planAndTarget(request: PatchRequest, resolved: ResolvedPatch): Promise<PatchPreparation> {
  const { fileSystem, cwd, maxFileBytes = defaultMaxFileBytes } = request;
  const { targets } = resolved;
  const contents = await gatherFileContents(resolved.paths, { fileSystem, targets, maxFileBytes });
  const repeatedPaths = isCommandLine(request) ? 'allow' : 'refuse';
  const plan = planPatch(resolved.patch, { cwd, contents, repeatedPaths });
  if (!plan.ok) return failed(plan.error, request);
  const operations = await targetOperations(plan.value, targets);
  const refusal = findRefusal(operations.flatMap((operation) => operation.steps));
  const planned = plan.value.changes;
  const changes = await describeChanges(planned, request.renderDiff);
  const { summary } = plan.value;
  const patch = { changes, planned, summary, operations, ...(refusal === undefined ? {} : { refusal }) };
  return { kind: 'prepared', patch };
}

/** Changes as they appear in events and questions. */
export function describeChanges(
  planned: readonly PlannedChange[],
  renderDiff?: RenderDiff,
): Promise<readonly FileUpdateChange[]> {
  return mapInSlices(planned, async (change) => {
    const { path, kind, before, after } = change;
    const textual = before !== undefined || after !== undefined;
    const diff = textual ? await renderDiff?.(change) : undefined;
    return { path, kind, ...(diff === undefined ? {} : { diff }) };
  });
}

/** What may not be read must not show in an error about its content either, so this is asked before anything is read. */
async function findUnreadable(paths: readonly AbsolutePath[], targets: PatchTargets): Promise<boolean> {
  for (const path of paths) {
    const target = await targets.ofContent(path);
    if (target.refusal === 'unreadable') return true;
  }
  return false;
}

async function targetOperations(plan: PatchPlan, targets: PatchTargets): Promise<PreparedPatch['operations']> {
  const removed = new Set<AbsolutePath>();
  const operations: { readonly change: PlannedChange; readonly steps: readonly TargetedStep[] }[] = [];
  for (const { change, steps } of plan.operations) {
    const targeted: TargetedStep[] = [];
    for (const step of steps) {
      // Where a link was removed before, the path stands for itself.
      const asName = step.kind === 'remove' || removed.has(step.path);
      targeted.push({ step, target: asName ? await targets.ofName(step.path) : await targets.ofContent(step.path) });
      if (step.kind === 'remove') removed.add(step.path);
    }
    operations.push({ change, steps: targeted });
  }
  return operations;
}

function findRefusal(steps: readonly TargetedStep[]): PreparedPatch['refusal'] | undefined {
  const refused = steps.filter(({ target }) => target.refusal !== undefined);
  const reason = refused[0]?.target.refusal;
  if (reason === undefined) return undefined;
  return { reason, message: describeRefusal(reason), paths: [...new Set(refused.map(({ step }) => step.path))] };
}

function failed(error: PatchError, request: PatchRequest): PatchPreparation {
  const message = renderPatchError(error, isCommandLine(request) ? 'command-line' : 'tool');
  const rejected = error.code === 'no-operations' && !isCommandLine(request);
  return { kind: rejected ? 'refused' : 'verification-failed', message };
}

function isCommandLine(request: PatchRequest): boolean {
  return request.rules === 'command-line';
}
