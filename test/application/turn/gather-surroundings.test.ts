import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { FixedEnvironment } from '../../../src/adapters/in-memory/fixed-environment.js';
import type { InMemoryEntry } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import type { ThreadOptions } from '../../../src/application/settings/thread-options.js';
import { gatherSurroundings, surroundingsOf } from '../../../src/application/turn/gather-surroundings.js';
import type { TurnContext } from '../../../src/domain/conversation/thread-record.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import { absolute } from '../support/build.js';
import { type BenchParts, ThreadBench } from '../support/thread-bench.js';

async function gathered(options: ThreadOptions = {}, ports: BenchParts['ports'] = {}, files = {}) {
  return gatherSurroundings(await new ThreadBench([], { ports, files }).open(options));
}

const linked = { '/repo/AGENTS.md': { type: 'symlink', target: '.env' }, '/repo/.env': 'words' } as const;

const root: FileSystemEntry = { path: { kind: 'special', special: { kind: 'root' } }, access: 'read' };

function denied(pattern: string): FileSystemEntry {
  return { path: { kind: 'glob', pattern }, access: 'deny' };
}

function managed(entries: readonly FileSystemEntry[]): PermissionProfile {
  return { kind: 'managed', fileSystem: { kind: 'restricted', entries }, network: 'restricted' };
}

describe('gatherSurroundings', () => {
  it('says where the thread works, with what, and when', async () => {
    const { environment, permissions, ...rest } = await gathered();
    expect(environment).toMatchObject({
      cwd: '/repo',
      shell: 'bash',
      currentDate: '2026-01-01',
      timezone: 'Etc/UTC',
      workspaceRoots: ['/repo'],
    });
    expect([permissions, rest]).toEqual([
      { fileSystem: { kind: 'read-only' }, network: 'restricted', approvalPolicy: 'never' },
      {},
    ]);
  });

  it.each([
    [-60, '2025-12-31'],
    [0, '2026-01-01'],
    [14 * 60, '2026-01-01'],
  ])('tells the day where the user is, %i minutes from UTC', async (utcOffsetMinutes, day) => {
    const { environment } = await gathered({}, { clock: new FixedClock({ utcOffsetMinutes }) });
    expect(environment.currentDate).toBe(day);
  });

  it.each<[string, string]>([
    ['/bin/bash', 'bash'],
    ['/usr/local/bin/fish', 'fish'],
    ['sh', 'sh'],
    ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'powershell'],
  ])('names the shell %s', async (shell, name) => {
    const environment = new FixedEnvironment({ workingDirectory: absolute('/repo'), shell });
    expect((await gathered({}, { environment })).environment.shell).toBe(name);
  });

  it.each<[ThreadOptions, object]>([
    [{ sandboxMode: 'danger-full-access' }, { fileSystem: { kind: 'unrestricted' }, network: 'enabled' }],
    [{ sandboxMode: 'read-only' }, { fileSystem: { kind: 'read-only' }, network: 'restricted' }],
    [
      { sandboxMode: 'workspace-write' },
      { fileSystem: { kind: 'workspace-write', writableRoots: ['/repo', '/tmp'] }, network: 'restricted' },
    ],
    [
      { sandboxMode: 'workspace-write', additionalDirectories: ['/data'], networkAccessEnabled: true },
      { fileSystem: { kind: 'workspace-write', writableRoots: ['/data', '/repo', '/tmp'] }, network: 'enabled' },
    ],
    [
      { permissionProfile: { kind: 'external', network: 'restricted' } },
      { fileSystem: { kind: 'unrestricted' }, network: 'restricted' },
    ],
  ])('describes the permissions of %j', async (options, expected) => {
    expect((await gathered(options)).permissions).toMatchObject(expected);
  });

  it('passes on instructions of the host and of the project', async () => {
    const files = { '/repo/AGENTS.md': 'Use tabs.' };
    expect(await gathered({ developerInstructions: 'Be kind.' }, {}, files)).toMatchObject({
      developerInstructions: 'Be kind.',
      projectInstructions: expect.stringContaining('Use tabs.'),
    });
  });

  it('tells the model nothing about directories that the product writes on its own behalf', async () => {
    const surroundings = await gathered({ sandboxMode: 'workspace-write' });
    expect(JSON.stringify(surroundings)).not.toContain('.codex/memories');
  });
});

describe('surroundingsOf', () => {
  it('is what a session recorded; what it does not record counts as unchanged', async () => {
    const thread = await new ThreadBench().open();
    const now = await gatherSurroundings(thread);
    const recorded: TurnContext = {
      turnId: 't',
      cwd: absolute('/other'),
      workspaceRoots: [absolute('/other')],
      currentDate: '2020-02-02',
      timezone: 'Europe/Berlin',
      approvalPolicy: 'on-request',
      permissionProfile: { kind: 'disabled' },
      model: 'm',
    };
    expect(surroundingsOf(recorded, now, thread.context)).toEqual({
      permissions: { fileSystem: { kind: 'unrestricted' }, network: 'enabled', approvalPolicy: 'on-request' },
      environment: {
        cwd: '/other',
        shell: 'bash',
        currentDate: '2020-02-02',
        timezone: 'Europe/Berlin',
        workspaceRoots: ['/other'],
        profile: { kind: 'disabled' },
      },
    });
  });

  it.each<[string, Readonly<Record<string, InMemoryEntry>>, readonly FileSystemEntry[], boolean]>([
    ['that nothing denies', { '/repo/AGENTS.md': 'words' }, [root, denied('/repo/**/.env')], true],
    ['that a pattern denies', { '/repo/AGENTS.md': 'words' }, [root, denied('/repo/**/*.md')], false],
    ['that no rule speaks of', { '/repo/AGENTS.md': 'words' }, [], true],
    ['that a link leads to', linked, [root, denied('/repo/**/.key')], true],
    ['that a link leads to, and a pattern denies', linked, [root, denied('/repo/**/.env')], false],
    ['that a link leads to, and no rule grants', linked, [], false],
  ])('shows a document %s', async (_, files, entries, shown) => {
    const permissionProfile = managed(entries);
    const { projectInstructions } = await gathered({ permissionProfile }, {}, { '/repo/.git/HEAD': 'ref', ...files });
    expect(projectInstructions?.includes('words') ?? false).toBe(shown);
  });

  it('takes a policy that it does not know for the strictest one', async () => {
    const thread = await new ThreadBench().open();
    const now = await gatherSurroundings(thread);
    const { environment } = now;
    const recorded = {
      ...environment,
      turnId: 't',
      approvalPolicy: 'granular',
      permissionProfile: environment.profile,
      model: 'm',
    };
    expect(surroundingsOf(recorded, now, thread.context).permissions.approvalPolicy).toBe('never');
  });
});
