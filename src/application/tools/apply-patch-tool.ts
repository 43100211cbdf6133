import type { AnyApprovalPolicy } from '../../domain/approvals/approval-policy.js';
import type { ToolOutput } from '../../domain/conversation/history-item.js';
import { type AbsolutePath, rootOf } from '../../domain/paths/absolute-path.js';
import {
  describeChanges,
  type PatchRequest,
  type PreparedPatch,
  preparePatch,
  type RenderDiff,
} from '../apply-patch/prepare-patch.js';
import { renderPatchOutput } from '../apply-patch/render-patch-output.js';
import { writePatch } from '../apply-patch/write-patch.js';
import type { AuthorizeWrite } from '../apply-patch/write-permission.js';
import { authorizeWrites } from '../permissions/authorize-writes.js';
import { gatherPathFacts } from '../permissions/gather-path-facts.js';
import type { TurnScope } from '../turn/turn-scope.js';
import type { PreparedCall, RunCall, Tool } from './tool.js';

/** Changes files by patches, under the permissions of the thread. */
export const applyPatchTool: Tool = {
  prepare(call, scope) {
    if (call.kind !== 'custom-tool-call') return { kind: 'answer', output: 'aborted' };
    return preparePatchCall(call.input, scope.cwd, scope);
  },
};

/** Assesses a patch whose paths are relative to `cwd`, whichever way the model handed it over. */
export async function preparePatchCall(patch: string, cwd: AbsolutePath, scope: TurnScope): Promise<PreparedCall> {
  const request = await patchRequest(patch, cwd, scope);
  const preparation = await preparePatch(request);
  if (preparation.kind === 'prepared') return assess(preparation.patch, request, scope);
  // Earlier calls of the same response may still make it fit. Where every patch is asked about, there would be nobody to ask by then.
  const mayFitLater = preparation.kind === 'verification-failed' && scope.permissions.approvalPolicy !== 'untrusted';
  if (!mayFitLater) return { kind: 'answer', output: preparation.message };
  return { kind: 'run', mode: 'exclusive', permissions: 'sandboxed', run: () => apply(request, scope, undefined) };
}

async function patchRequest(
  patch: string,
  cwd: AbsolutePath,
  { ports, permissions }: TurnScope,
): Promise<PatchRequest> {
  const { profile, context } = permissions;
  const facts = await gatherPathFacts(ports.fileSystem, profile, context);
  return { patch, cwd, fileSystem: ports.fileSystem, authorize: authorizeWrites(profile, context, facts) };
}

/** A patch that stays inside is applied; one that leaves the workspace is a matter for the user, if anybody may be asked. */
async function assess(patch: PreparedPatch, request: PatchRequest, scope: TurnScope): Promise<PreparedCall> {
  const { approvalPolicy } = scope.permissions;
  const { refusal } = patch;
  const places = placesOf(patch);
  const grantKey = JSON.stringify(['patch', places]);
  // Only a patch that a person let out of the workspace may leave it.
  const run: RunCall = (permissions) =>
    apply(request, scope, permissions === 'escalated' && refusal !== undefined ? grantKey : undefined);
  const mustAsk = approvalPolicy === 'untrusted' || refusal !== undefined;
  if (!mustAsk) return { kind: 'run', mode: 'exclusive', permissions: 'sandboxed', run };
  // What may not even be read is not for asking: the question would show it.
  if (refusal !== undefined && (!mayAsk(approvalPolicy) || refusal.reason === 'unreadable')) {
    return { kind: 'answer', output: refusal.message };
  }
  return {
    kind: 'ask',
    mode: 'exclusive',
    question: {
      kind: 'patch',
      changes: await describeChanges(patch.planned, (change) => scope.ports.diffRenderer.render(change, scope.cwd)),
      availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
      ...reasonOf(places),
    },
    declined: 'patch rejected by user',
    grantKey,
    run,
  };
}

/** A granular policy may have switched the question off. */
function mayAsk(policy: AnyApprovalPolicy): boolean {
  return typeof policy === 'string' ? policy !== 'never' : policy.granular.sandboxApproval === true;
}

/** A person who sees a name has to know when it is another place that changes. */
function reasonOf(places: ReturnType<typeof placesOf>): { readonly reason?: string } {
  const links = places
    .filter(([name, place]) => name !== place)
    .map(([name, place]) => `\`${name}\` leads to \`${place}\``);
  return links.length === 0 ? {} : { reason: links.join(', ') };
}

/** The files of a patch, each with the place where it really is: a name alone may lead anywhere tomorrow. */
function placesOf({ operations }: PreparedPatch): readonly (readonly [AbsolutePath, AbsolutePath])[] {
  const places = operations.flatMap(({ steps }) => steps.map(({ step, target }) => [step.path, target.path] as const));
  const byKey = new Map(places.map((place) => [place.join('\0'), place]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}

/** Prepares the patch again and writes it: other calls may have changed the files while this one waited. */
async function apply(request: PatchRequest, scope: TurnScope, approved: string | undefined): Promise<ToolOutput> {
  const startedAt = scope.ports.clock.monotonic();
  const again = await preparePatch(request);
  if (again.kind !== 'prepared') return again.message;
  const { refusal } = again.patch;
  if (refusal === undefined) return write(again.patch, scope, startedAt);
  // The approval was for these places; a link that was changed since leads to others.
  if (JSON.stringify(['patch', placesOf(again.patch)]) !== approved) return refusal.message;
  const everywhere = await preparePatch({ ...request, authorize: allowEverywhere });
  return everywhere.kind === 'prepared' ? write(everywhere.patch, scope, startedAt) : everywhere.message;
}

async function write(patch: PreparedPatch, scope: TurnScope, startedAt: number): Promise<ToolOutput> {
  const { items, ports, cwd, diffs } = scope;
  const render: RenderDiff | undefined =
    diffs === 'shown' ? (change) => ports.diffRenderer.render(change, cwd) : undefined;
  const changes = [...(await describeChanges(patch.planned, render))];
  const id = items.start({ type: 'file_change', changes, status: 'in_progress' });
  const outcome = await writePatch(patch, ports.fileSystem);
  items.complete(id, { type: 'file_change', changes, status: outcome.kind === 'applied' ? 'completed' : 'failed' });
  return renderPatchOutput(outcome, (ports.clock.monotonic() - startedAt) / 1000);
}

const allowEverywhere: AuthorizeWrite = (path) => ({ kind: 'allowed', within: rootOf(path) });
