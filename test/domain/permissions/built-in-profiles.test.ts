import { describe, expect, it } from 'vitest';
import { builtInProfile, builtInProfileIds } from '../../../src/domain/permissions/built-in-profiles.js';
import { encodePermissionProfile } from '../../../src/domain/permissions/wire/encode-permission-profile.js';

describe('the built-in profiles', () => {
  it('encode as the public Codex encodes them', () => {
    const special = (kind: string, subpath?: string) => ({
      type: 'special',
      value: subpath === undefined ? { kind } : { kind, subpath },
    });
    const carveOut = (name: string) => ({
      path: special('project_roots', name),
      access: 'read',
      missing_path_behavior: 'skip',
    });
    expect(builtInProfileIds.map((id) => encodePermissionProfile(builtInProfile(id)))).toStrictEqual([
      {
        type: 'managed',
        file_system: { type: 'restricted', entries: [{ path: special('root'), access: 'read' }] },
        network: 'restricted',
      },
      {
        type: 'managed',
        file_system: {
          type: 'restricted',
          entries: [
            { path: special('root'), access: 'read' },
            { path: special('project_roots'), access: 'write' },
            { path: special('slash_tmp'), access: 'write' },
            { path: special('tmpdir'), access: 'write' },
            carveOut('.git'),
            carveOut('.agents'),
            carveOut('.codex'),
            carveOut('.aws'),
          ],
        },
        network: 'restricted',
      },
      { type: 'disabled' },
    ]);
  });
});
