import type { ToolOutput } from '../../domain/conversation/history-item.js';
import { rootOf } from '../../domain/paths/absolute-path.js';
import { applyPatchDefinition } from '../../domain/tools/apply-patch.js';
import { type PatchRequest, type PreparedPatch, preparePatch } from '../apply-patch/prepare-patch.js';
import { renderPatchOutput } from '../apply-patch/render-patch-output.js';
import { writePatch } from '../apply-patch/write-patch.js';
import type { AuthorizeWrite } from '../apply-patch/write-permission.js';
import { authorizeWrites } from '../permissions/authorize-writes.js';
import { gatherPathFacts } from '../permissions/gather-path-facts.js';
import type { TurnScope } from '../turn/turn-scope.js';
import type { PreparedCall, RunCall, Tool } from './tool.js';

/** Changes files by patches, under the permissions of the thread. */
export const applyPatchTool: Tool = {
  definition: applyPatchDefinition,
  async prepare(call, scope) {
    if (call.kind !== 'custom-tool-call') return { kind: 'answer', output: 'aborted' };
    const request = await patchRequest(call.input, scope);
    const preparation = await preparePatch(request);
    if (preparation.kind !== 'prepared') return { kind: 'answer', output: preparation.message };
    return assess(preparation.patch, request, scope);
  },
};

async function patchRequest(patch: string, { ports, permissions, cwd }: TurnScope): Promise<PatchRequest> {
  const { profile, context } = permissions;
  const facts = await gatherPathFacts(ports.fileSystem, profile, context);
  return { patch, cwd, fileSystem: ports.fileSystem, authorize: authorizeWrites(profile, context, facts) };
}

/** A patch that stays inside is applied; one that leaves the workspace is a matter for the user, if anybody may be asked. */
function assess(patch: PreparedPatch, request: PatchRequest, scope: TurnScope): PreparedCall {
  const { approvalPolicy } = scope.permissions;
  const { refusal, changes } = patch;
  // Only a patch that a person let out of the workspace may leave it.
  const run: RunCall = (permissions) =>
    apply(
      permissions === 'escalated' && refusal !== undefined ? { ...request, authorize: everywhere } : request,
      scope,
    );
  const mustAsk = approvalPolicy === 'untrusted' || refusal !== undefined;
  if (!mustAsk) return { kind: 'run', mode: 'exclusive', permissions: 'sandboxed', run };
  const askable = approvalPolicy === 'on-request' || approvalPolicy === 'untrusted';
  // What may not even be read is not for asking: the question would show it.
  if (refusal !== undefined && (!askable || refusal.reason === 'unreadable')) {
    return { kind: 'answer', output: refusal.message };
  }
  return {
    kind: 'ask',
    mode: 'exclusive',
    question: { kind: 'patch', changes, availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'] },
    declined: 'patch rejected by user',
    grantKey: JSON.stringify(['patch', changes.map(({ path }) => path)]),
    run,
  };
}

/** Prepares the patch again and writes it: other calls may have changed the files while this one waited. */
async function apply(request: PatchRequest, scope: TurnScope): Promise<ToolOutput> {
  const { clock, fileSystem } = scope.ports;
  const startedAt = clock.monotonic();
  const preparation = await preparePatch(request);
  if (preparation.kind !== 'prepared') return preparation.message;
  const { refusal, changes } = preparation.patch;
  if (refusal !== undefined) return refusal.message;
  const id = scope.items.start({ type: 'file_change', changes: [...changes], status: 'in_progress' });
  const outcome = await writePatch(preparation.patch, fileSystem);
  const status = outcome.kind === 'applied' ? 'completed' : 'failed';
  scope.items.complete(id, { type: 'file_change', changes: [...changes], status });
  return renderPatchOutput(outcome, (clock.monotonic() - startedAt) / 1000);
}

const everywhere: AuthorizeWrite = (path) => ({ kind: 'allowed', within: rootOf(path) });
