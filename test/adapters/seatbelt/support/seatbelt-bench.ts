import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SeatbeltOptions, SeatbeltSandbox } from '../../../../src/adapters/seatbelt/seatbelt-sandbox.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import type { SandboxRequest } from '../../../../src/ports/process-sandbox.js';
import { gatherFacts } from '../../bubblewrap/support/gather-facts.js';
import { managed, rule, wholeDisk } from '../../bubblewrap/support/test-bench.js';

/** A folder with a workspace and a place outside of it, and a sandbox over both. */
export class SeatbeltBench {
  readonly home = mkdtempSync(join(tmpdir(), 'seatbelt bench-')) as AbsolutePath;
  readonly workspace = join(this.home, 'workspace') as AbsolutePath;
  readonly outside = join(this.home, 'outside') as AbsolutePath;
  readonly sandbox: SeatbeltSandbox;

  constructor(options: SeatbeltOptions) {
    mkdirSync(this.workspace);
    mkdirSync(this.outside);
    this.sandbox = new SeatbeltSandbox(options);
  }

  async request(
    argv: readonly [string, ...string[]],
    profile: PermissionProfile = managed([wholeDisk('read'), rule(this.workspace, 'write')]),
  ): Promise<SandboxRequest> {
    const context = { cwd: this.workspace, workspaceRoots: [this.workspace] };
    const facts = await gatherFacts(profile, context);
    return { argv, cwd: this.workspace, environment: { PATH: '/usr/bin:/bin' }, profile, context, facts };
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}
