import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { FileSystem } from '../../ports/file-system.js';
import type { OutputChunk, ProcessSandbox, SandboxedProcess } from '../../ports/process-sandbox.js';
import { planCommand } from '../commands/plan-command.js';

/** A program that is to run beside the agent for as long as it is needed. */
export interface LongProgram {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: AbsolutePath;
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Receives its output; must not throw. */
  readonly onOutput: (chunk: OutputChunk) => void;
}

/** A profile under which programs can be started. */
export interface ProgramConfinement {
  /** Equal exactly when the confinements are. */
  readonly identity: string;
  /** Starts a program with an open standard input; an error is a sentence about why the profile cannot be enforced. */
  start(program: LongProgram): Promise<Result<SandboxedProcess, string>>;
}

/** Confines programs, such as MCP servers, by a permission profile whose workspace roots are already materialised. */
export function confinePrograms(
  under: { readonly profile: PermissionProfile; readonly context: PermissionContext },
  ports: { readonly sandbox: ProcessSandbox; readonly fileSystem: FileSystem },
): ProgramConfinement {
  return {
    identity: JSON.stringify([under.profile, under.context]),
    start: async ({ onOutput, ...program }) => {
      const planned = await planCommand({ ...program, ...under }, ports);
      if (!planned.ok) return err(`${planned.error.message}; ${planned.error.remedy}`);
      return ok(ports.sandbox.spawn(planned.value, { stdin: 'open', onOutput }));
    },
  };
}
