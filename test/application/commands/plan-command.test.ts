import { describe, expect, it } from 'vitest';
import { InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { InMemorySandbox } from '../../../src/adapters/in-memory/in-memory-sandbox.js';
import { planCommand } from '../../../src/application/commands/plan-command.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';

class CountingSandbox extends InMemorySandbox {
  probes = 0;

  override probe(): ReturnType<InMemorySandbox['probe']> {
    this.probes += 1;
    return super.probe();
  }
}

describe('planCommand', () => {
  it.each<[PermissionProfile, number]>([
    [{ kind: 'external', network: 'restricted' }, 0],
    [{ kind: 'external', network: 'enabled' }, 0],
    [{ kind: 'disabled' }, 0],
    [{ kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'restricted' }, 1],
  ])('under %j probes %i times', async (profile, probes) => {
    const sandbox = new CountingSandbox();
    const cwd = '/work' as AbsolutePath;
    const context = { cwd, workspaceRoots: [cwd] };
    const planned = await planCommand(
      { argv: ['true'], cwd, environment: {}, profile, context },
      { fileSystem: new InMemoryFileSystem({}), sandbox },
    );
    expect([planned.ok, sandbox.probes]).toEqual([true, probes]);
  });
});
