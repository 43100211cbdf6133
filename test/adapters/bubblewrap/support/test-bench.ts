import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BubblewrapOptions, BubblewrapSandbox } from '../../../../src/adapters/bubblewrap/bubblewrap-sandbox.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../../src/domain/permissions/file-system-policy.js';
import type { NetworkPolicy } from '../../../../src/domain/permissions/network-policy.js';
import type { PermissionContext } from '../../../../src/domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import type { CommandOutcome, SandboxRequest, SpawnOptions } from '../../../../src/ports/process-sandbox.js';
import { gatherFacts } from './gather-facts.js';

/** How a command of the bench ended, with all that it printed. */
export interface Ran {
  readonly outcome: CommandOutcome;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own with a workspace, a place outside of it, and a real sandbox over both. */
export class TestBench {
  readonly home: AbsolutePath;
  readonly workspace: AbsolutePath;
  readonly outside: AbsolutePath;
  readonly stateDirectory: AbsolutePath;
  readonly sandbox: BubblewrapSandbox;

  constructor(options: BubblewrapOptions = {}) {
    // Not below /tmp, which workspace profiles make writable.
    this.home = mkdtempSync(join(benchParent(), 'sandbox bench-')) as AbsolutePath;
    this.workspace = join(this.home, 'workspace') as AbsolutePath;
    this.outside = join(this.home, 'outside') as AbsolutePath;
    this.stateDirectory = join(this.home, 'state') as AbsolutePath;
    mkdirSync(this.workspace);
    mkdirSync(this.outside);
    this.sandbox = new BubblewrapSandbox({ stateDirectory: this.stateDirectory, ...options });
  }

  get context(): PermissionContext {
    return { cwd: this.workspace, workspaceRoots: [this.workspace], slashTmp: '/tmp' as AbsolutePath };
  }

  /** Writes a file with its parents; a path that starts with `/` is taken as it is, others lie in the workspace. */
  file(path: string, content = 'content\n'): string {
    const absolute = path.startsWith('/') ? path : join(this.workspace, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
    return absolute;
  }

  async request(
    argv: readonly [string, ...string[]],
    profile: PermissionProfile = this.writable(),
  ): Promise<SandboxRequest> {
    const facts = await gatherFacts(profile, this.context);
    return { argv, cwd: this.workspace, environment: { PATH: '/usr/bin:/bin' }, profile, context: this.context, facts };
  }

  /** Writing in the workspace and, if asked for, `/tmp`; everything readable; more entries as given. */
  writable(entries: readonly FileSystemEntry[] = [], network: NetworkPolicy = 'restricted'): PermissionProfile {
    const path = (name: string): AbsolutePath => join(this.workspace, name) as AbsolutePath;
    const metadata = ['.git', '.agents', '.codex', '.aws'].map(
      (name) => ({ path: { kind: 'path', path: path(name) }, access: 'read', missingPath: 'skip' }) as const,
    );
    const root = { path: { kind: 'special', special: { kind: 'root' } }, access: 'read' } as const;
    const workspace = { path: { kind: 'path', path: this.workspace }, access: 'write' } as const;
    return managed([root, workspace, ...metadata, ...entries], network);
  }

  /** Runs a shell script under a profile. */
  async sh(
    script: string,
    profile?: PermissionProfile,
    options: Partial<SpawnOptions> = {},
    sandbox = this.sandbox,
  ): Promise<Ran> {
    return this.run(await this.request(['sh', '-c', script], profile), options, sandbox);
  }

  /** @param sandbox another one than that of the bench, such as that of a later session */
  async run(request: SandboxRequest, options: Partial<SpawnOptions> = {}, sandbox = this.sandbox): Promise<Ran> {
    const planned = sandbox.plan(request);
    if (!planned.ok) throw new Error(planned.error.message);
    const output = { stdout: '', stderr: '' };
    const spawned = sandbox.spawn(planned.value, {
      stdin: 'closed',
      onOutput: ({ stream, bytes }) => {
        output[stream] += Buffer.from(bytes).toString('utf8');
      },
      ...options,
    });
    return { outcome: await spawned.outcome, ...output };
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    chmodSync(this.home, 0o700);
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A managed profile of exactly these entries. */
export function managed(entries: readonly FileSystemEntry[], network: NetworkPolicy = 'restricted'): PermissionProfile {
  return { kind: 'managed', fileSystem: { kind: 'restricted', entries }, network };
}

/** One rule about a concrete path. */
export function rule(path: string, access: FileSystemEntry['access']): FileSystemEntry {
  return { path: { kind: 'path', path: path as AbsolutePath }, access };
}

/** The rule about the whole file system. */
export function wholeDisk(access: FileSystemEntry['access']): FileSystemEntry {
  return { path: { kind: 'special', special: { kind: 'root' } }, access };
}

function benchParent(): string {
  return process.env.SANDBOX_BENCH_PARENT ?? '/var/tmp';
}
