import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoSandbox } from '../../../../src/adapters/no-sandbox/no-sandbox.js';
import type { Result } from '../../../../src/domain/result.js';
import type {
  ProcessSandbox,
  SandboxCapabilities,
  SandboxedProcess,
  SandboxPlan,
  SandboxRefusal,
  SandboxRequest,
  SpawnOptions,
} from '../../../../src/ports/process-sandbox.js';

/** What stands in for the programs of macOS: scripts that are called as those are, and confine nothing. */
export interface Programs {
  readonly '/usr/bin/sandbox-exec': string;
  readonly '/usr/bin/log'?: string;
}

/** Starts the command behind `--`, and says what the real one says when it cannot. */
export const obligingLauncher = `
while [ "$1" != -- ]; do shift; done
shift
case "$1" in */*) [ -x "$1" ] || [ ! -e "$1" ] || { echo "sandbox-exec: execvp() of '$1' failed: Permission denied" >&2; exit 71; } ;; esac
command -v "$1" >/dev/null || { echo "sandbox-exec: execvp() of '$1' failed: No such file or directory" >&2; exit 71; }
exec "$@"
`;

/** Starts scripts in place of the programs of macOS, which exist nowhere else. */
export class FakeLauncher implements ProcessSandbox {
  readonly started: SandboxPlan[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'fake launcher-'));
  readonly #real = new NoSandbox({ backgroundProcesses: 'killed' });
  readonly #programs: ReadonlyMap<string, string>;

  constructor(programs: Programs = { '/usr/bin/sandbox-exec': obligingLauncher }) {
    this.#programs = new Map(
      Object.entries(programs).map(([name, script], index) => [name, this.#write(String(index), String(script))]),
    );
  }

  probe(): Promise<SandboxCapabilities> {
    return this.#real.probe();
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    return this.#real.plan(request);
  }

  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    this.started.push(plan);
    const [program, ...rest] = plan.argv;
    return this.#real.spawn({ ...plan, argv: [this.#programs.get(program) ?? program, ...rest] }, options);
  }

  async close(): Promise<void> {
    await this.#real.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(name: string, script: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}`);
    chmodSync(path, 0o755);
    return path;
  }
}
