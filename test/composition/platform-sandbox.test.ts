import { describe, expect, it } from 'vitest';
import { InMemorySandbox } from '../../src/adapters/in-memory/in-memory-sandbox.js';
import { PlatformSandbox } from '../../src/composition/platform-sandbox.js';
import { readOnlyProfile } from '../../src/domain/permissions/built-in-profiles.js';
import type { PermissionProfile } from '../../src/domain/permissions/permission-profile.js';
import type { SandboxRequest } from '../../src/ports/process-sandbox.js';
import { absolute, failureOf } from '../application/support/build.js';

const cwd = absolute('/repo');
const managed = readOnlyProfile();
const open = { kind: 'disabled' } as const;

function request(profile: PermissionProfile): SandboxRequest {
  return { argv: ['ls'], cwd, environment: {}, profile, context: { cwd, workspaceRoots: [cwd] }, facts: new Map() };
}

const listing = [{ argv: ['ls'], repeats: true }] as const;

function platform() {
  const enforcing = new InMemorySandbox(listing);
  const unconfined = new InMemorySandbox(listing);
  let loads = 0;
  const sandbox = new PlatformSandbox({
    unconfined,
    enforcing: async () => {
      loads += 1;
      return enforcing;
    },
  });
  return { sandbox, enforcing, unconfined, loads: () => loads };
}

describe('PlatformSandbox', () => {
  it.each<[string, PermissionProfile, 'enforcing' | 'unconfined']>([
    ['a managed profile', managed, 'enforcing'],
    [
      'a managed profile that allows everything',
      { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'enabled' },
      'enforcing',
    ],
    ['a disabled sandbox', open, 'unconfined'],
    ['a sandbox of somebody else', { kind: 'external', network: 'enabled' }, 'unconfined'],
  ])('gives %s to the right sandbox', async (_, profile, role) => {
    const { sandbox, enforcing, unconfined } = platform();
    await sandbox.probe();
    const planned = sandbox.plan(request(profile));
    if (!planned.ok) throw new Error(planned.error.message);
    await sandbox.spawn(planned.value, { stdin: 'closed', onOutput: () => undefined }).outcome;
    const counts = { enforcing: enforcing.spawned.length, unconfined: unconfined.spawned.length };
    expect(counts).toEqual({ enforcing: 0, unconfined: 0, [role]: 1 });
  });

  it('never runs a managed profile unconfined, whether nothing was loaded yet or there is nothing to load', async () => {
    const early = platform();
    const unconfined = new InMemorySandbox(listing);
    const without = new PlatformSandbox({ unconfined });
    expect([early.sandbox.plan(request(managed)), without.plan(request(managed))].map(({ ok }) => ok)).toEqual([
      false,
      false,
    ]);
    expect([early.unconfined.requests, unconfined.requests]).toEqual([[], []]);
    expect(await without.probe()).toMatchObject({ status: 'unavailable', cause: 'unsupported-platform' });
  });

  it('starts only plans that it made itself', async () => {
    const { sandbox } = platform();
    const foreign = { sandbox: 'in-memory', argv: ['ls'], cwd, environment: {} } as const;
    const spawn = () => sandbox.spawn(foreign, { stdin: 'closed', onOutput: () => undefined });
    expect(await failureOf(spawn)).toMatchObject({ code: 'sandbox-refused' });
  });

  it('does not start a copy of a plan, which could have been changed', async () => {
    const { sandbox } = platform();
    const planned = sandbox.plan(request(open));
    if (!planned.ok) throw new Error(planned.error.message);
    const spawn = () => sandbox.spawn({ ...planned.value }, { stdin: 'closed', onOutput: () => undefined });
    expect(await failureOf(spawn)).toMatchObject({ code: 'sandbox-refused' });
  });

  it('loads the enforcing sandbox once, however many ask at the same time', async () => {
    const { sandbox, loads } = platform();
    await Promise.all([sandbox.probe(), sandbox.probe(), sandbox.probe()]);
    await sandbox.probe();
    expect(loads()).toBe(1);
  });

  it('tries again to load what could not be loaded, and closes all the same', async () => {
    const enforcing = new InMemorySandbox(listing);
    const attempts = [() => Promise.reject(new Error('not now')), () => Promise.resolve(enforcing)];
    const sandbox = new PlatformSandbox({
      unconfined: new InMemorySandbox(listing),
      enforcing: () => attempts.shift()?.() ?? Promise.resolve(enforcing),
    });
    await expect(sandbox.probe()).rejects.toThrow('not now');
    expect(sandbox.plan(request(managed)).ok).toBe(false);
    expect(await sandbox.probe()).toMatchObject({ status: 'available' });
    const broken = new PlatformSandbox({
      unconfined: new InMemorySandbox(listing),
      enforcing: () => Promise.reject(new Error('never')),
    });
    await expect(broken.probe()).rejects.toThrow('never');
    await Promise.all([sandbox.close(), broken.close()]);
  });

  it('closes what it loaded, and loads nothing to close it', async () => {
    const [used, unused] = [platform(), platform()];
    await used.sandbox.probe();
    await Promise.all([used.sandbox.close(), unused.sandbox.close()]);
    expect(unused.loads()).toBe(0);
    const plan = used.enforcing.plan(request(managed));
    const spawn = () => plan.ok && used.enforcing.spawn(plan.value, { stdin: 'closed', onOutput: () => undefined });
    expect(await failureOf(spawn)).toMatchObject({ code: 'closed' });
  });
});
