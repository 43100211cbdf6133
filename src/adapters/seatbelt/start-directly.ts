import { CodexError } from '../../domain/codex-error.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { ProcessSandbox, SandboxedProcess, SpawnOptions } from '../../ports/process-sandbox.js';

/** A program that is started as it is, because it confines itself or what it runs. */
export interface DirectStart {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: AbsolutePath;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a program through somebody who does not confine it. */
export function startDirectly(
  launcher: ProcessSandbox,
  { argv, cwd, environment }: DirectStart,
  options: SpawnOptions,
): SandboxedProcess {
  const context = { cwd, workspaceRoots: [] };
  const profile = { kind: 'disabled' } as const;
  const planned = launcher.plan({ argv, cwd, environment, profile, context, facts: new Map() });
  if (!planned.ok) throw new CodexError('sandbox-refused', `${planned.error.message}; ${planned.error.remedy}`);
  return launcher.spawn(planned.value, options);
}
