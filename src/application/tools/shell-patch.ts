import type { PatchInScript } from '../../domain/commands/patch-in-script.js';
import { resolvePath } from '../../domain/paths/absolute-path.js';
import type { ExecCommandCall } from '../../domain/tools/exec-command.js';
import type { Clock } from '../../ports/clock.js';
import type { TurnScope } from '../turn/turn-scope.js';
import { preparePatchCall } from './apply-patch-tool.js';
import type { PreparedCall, RunCall } from './tool.js';

const bareAnswer =
  'apply_patch verification failed: patch detected without explicit call to apply_patch. Rerun as ["apply_patch", "<patch>"]';

/** Prepares a patch that the model handed to the shell, as if it had called `apply_patch`; the output is that of a command. */
export async function prepareShellPatch(
  found: PatchInScript,
  { workdir }: Pick<ExecCommandCall, 'workdir'>,
  scope: TurnScope,
): Promise<PreparedCall> {
  if (found.kind === 'bare') return { kind: 'answer', output: bareAnswer };
  const base = workdir === undefined ? scope.cwd : resolvePath(scope.cwd, workdir);
  const cwd = found.directory === undefined ? base : resolvePath(base, found.directory);
  const prepared = await preparePatchCall(found.patch, cwd, scope);
  if (prepared.kind === 'answer') return prepared;
  const run = asCommand(prepared.run, scope.ports.clock);
  return prepared.kind === 'run' ? { ...prepared, run } : { ...prepared, run, question: { ...prepared.question, cwd } };
}

function asCommand(run: RunCall, clock: Clock): RunCall {
  return async (permissions, signal) => {
    const startedAt = clock.monotonic();
    const output = await run(permissions, signal);
    const seconds = ((clock.monotonic() - startedAt) / 1000).toFixed(4);
    return typeof output === 'string' ? `Wall time: ${seconds} seconds\nOutput:\n${output}` : output;
  };
}
