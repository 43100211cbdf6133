import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOnlyProfile, workspaceWriteProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import { materializeProfile } from '../../../src/domain/permissions/materialize.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import { TestBench } from './support/test-bench.js';

/** The public Codex is no part of this project: whoever has release 0.169 names its program. */
const binary = process.env.CODEX_BINARY;
const reason = findObstacle();
const script = readFileSync(new URL('./support/compatible-probes.py', import.meta.url), 'utf8');

type Findings = Readonly<Record<string, unknown>>;
type MakeMetadata = (path: (name: string) => string) => void;

const situations: readonly [title: string, choice: readonly string[], profile: PermissionProfile][] = [
  ['read-only', ['sandbox_mode="read-only"'], readOnlyProfile()],
  ['workspace-write', ['sandbox_mode="workspace-write"'], workspaceWriteProfile()],
  [
    'workspace-write with the network',
    ['sandbox_mode="workspace-write"', 'sandbox_workspace_write.network_access=true'],
    workspaceWriteProfile({ network: 'enabled' }),
  ],
];

const states: readonly [title: string, make: MakeMetadata][] = [
  ['no metadata', () => undefined],
  [
    'metadata of every kind',
    (path) => {
      for (const folder of ['.git/refs', '.agents']) mkdirSync(path(folder), { recursive: true });
      writeFileSync(path('.codex'), 'a file\n');
    },
  ],
  [
    'a pointer to a repository',
    (path) => {
      mkdirSync(path('nested/real'), { recursive: true });
      writeFileSync(path('.git'), 'gitdir: nested/real\n');
    },
  ],
];

describe.skipIf(reason !== undefined)(`the compatible level${reason ?? ''}`, () => {
  const cases = situations.flatMap(([mode, choice, profile]) =>
    states.map(([state, make]) => [mode, state, { choice, profile, make }] as const),
  );
  it.each(cases)('is what the public Codex is: %s, %s', { timeout: 60_000 }, async (_mode, _state, settings) => {
    const { choice, profile, make } = settings;
    const bench = new TestBench({ level: 'compatibility' });
    try {
      const theirs = findings(await withWorkspace(bench, make, () => runPublicCodex(bench, choice)));
      const ours = findings(await withWorkspace(bench, make, () => runOurs(bench, profile)));
      expect(Object.keys(theirs).length).toBeGreaterThan(250);
      // The deliberate difference of `docs/parity.md`: a command that writes to nobody ends.
      expect(ours).toEqual({ ...theirs, 'broken pipes': 'end programs' });
    } finally {
      await bench.close();
    }
  });
});

/** Both begin with the same workspace, because they change it. */
async function withWorkspace(bench: TestBench, make: MakeMetadata, run: () => Promise<string>): Promise<string> {
  rmSync(bench.workspace, { recursive: true, force: true });
  mkdirSync(join(bench.workspace, 'nested/.git'), { recursive: true });
  bench.file('file');
  linkSync(bench.file(join(bench.outside, 'file')), join(bench.workspace, 'hard'));
  make((name) => join(bench.workspace, name));
  return run();
}

async function runOurs(bench: TestBench, profile: PermissionProfile): Promise<string> {
  const request = await bench.request(['python3', '-c', script], materializeProfile(profile, [bench.workspace]));
  const { stdout, stderr } = await bench.run({ ...request, environment: environmentOf(bench) });
  if (stderr !== '') throw new Error(stderr);
  return stdout;
}

async function runPublicCodex(bench: TestBench, choice: readonly string[]): Promise<string> {
  // It has no sandbox where its home lies in a temporary directory.
  const home = mkdtempSync(join(bench.home, 'codex-home-'));
  const args = ['sandbox', ...choice.flatMap((setting) => ['-c', setting]), '--', 'python3', '-c', script];
  const { stdout, stderr, status } = spawnSync(binary ?? '', args, {
    cwd: bench.workspace,
    env: { ...environmentOf(bench), CODEX_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function environmentOf(bench: TestBench): Record<string, string> {
  const spaces = ['user', 'pid', 'net', 'ipc', 'uts', 'cgroup', 'mnt', 'time'];
  const namespaces = Object.fromEntries(spaces.map((name) => [name, readlinkSync(`/proc/self/ns/${name}`)]));
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  const facts = { pid: process.pid, outside: bench.outside, uid, gid, namespaces };
  return {
    PATH: '/usr/bin:/bin',
    HOME: bench.home,
    HOST_SECRET_TOKEN: 'shown',
    HOST_FACTS: JSON.stringify(facts),
  };
}

function findings(printed: string): Findings {
  return JSON.parse(printed) as Findings;
}

function findObstacle(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return ' (skipped: the calls have their numbers of Linux on x64)';
  return binary === undefined ? ' (skipped: `CODEX_BINARY` does not name the public Codex)' : undefined;
}
