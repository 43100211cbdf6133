import type { Result } from '../../domain/result.js';
import type { FileSystem } from '../../ports/file-system.js';
import type { ProcessSandbox, SandboxPlan, SandboxRefusal, SandboxRequest } from '../../ports/process-sandbox.js';
import { gatherPathFacts } from '../permissions/gather-path-facts.js';

/**
 * Has a sandbox plan a command, with the facts that its profile needs. A profile that has to be enforced is preceded by the probe, in which
 * a sandbox gets ready; others are not, so that nothing is probed where somebody else isolates.
 */
export async function planCommand(
  request: Omit<SandboxRequest, 'facts'>,
  { fileSystem, sandbox }: { readonly fileSystem: FileSystem; readonly sandbox: ProcessSandbox },
): Promise<Result<SandboxPlan, SandboxRefusal>> {
  const { profile, context } = request;
  const [facts] = await Promise.all([
    gatherPathFacts(fileSystem, profile, context),
    profile.kind === 'managed' ? sandbox.probe() : undefined,
  ]);
  return sandbox.plan({ ...request, facts });
}
