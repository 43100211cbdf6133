import { describe, expect, it } from 'vitest';
import { pathsOfInterest } from '../../../src/domain/permissions/paths-of-interest.js';
import { abs, at, contextAt, glob, managed, special, workspace, workspaceGlob } from './build.js';

describe('the paths of interest', () => {
  it('are roots, entries, metadata below what is writable, and the bases of patterns, each once', () => {
    const profile = managed(
      special('root', 'read'),
      workspace('write'),
      workspace('write'),
      workspace('read', 'docs'),
      at('/secret', 'deny'),
      workspaceGlob('src/**/*.env'),
      glob('/etc/[z-a]'),
      special('tmpdir', 'read'),
    );
    expect(pathsOfInterest(profile, contextAt('/ws/sub', ['/ws', '/two']))).toStrictEqual([
      '/ws/sub',
      '/ws',
      '/two',
      '/',
      '/ws/.git',
      '/ws/.agents',
      '/ws/.codex',
      '/ws/.aws',
      '/two/.git',
      '/two/.agents',
      '/two/.codex',
      '/two/.aws',
      '/ws/docs',
      '/two/docs',
      '/secret',
      '/var/tmpdir',
      '/ws/src',
      '/two/src',
    ]);
  });

  it('of a profile without rules are the directory and the roots', () => {
    const context = { cwd: abs('/ws'), workspaceRoots: [abs('/ws'), abs('/two')] };
    expect(pathsOfInterest({ kind: 'disabled' }, context)).toStrictEqual(['/ws', '/two']);
  });
});
