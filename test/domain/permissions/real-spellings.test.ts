import { describe, expect, it } from 'vitest';
import type { FileSystemPolicy } from '../../../src/domain/permissions/file-system-policy.js';
import type { PathFacts } from '../../../src/domain/permissions/path-facts.js';
import { withRealSpellings } from '../../../src/domain/permissions/real-spellings.js';
import { compileAccess } from '../../../src/domain/permissions/resolve-access.js';
import { abs, at, contextAt, factsOf, noFacts, restricted, skip, special, workspace, workspaceGlob } from './build.js';

const context = contextAt();

function accessWith(policy: FileSystemPolicy, facts: PathFacts) {
  return compileAccess(withRealSpellings(policy, context, facts), context);
}

describe('rules in their real spelling', () => {
  it('hide the target of a denied link', () => {
    const facts = factsOf({ '/ws/alias': { realPath: abs('/real/secret'), symlinks: [abs('/ws/alias')] } });
    const { canRead } = accessWith(restricted(special('root', 'read'), at('/ws/alias', 'deny')), facts);
    const paths = ['/ws/alias', '/ws/alias/x', '/real/secret', '/real/secret/x', '/real/other', '/ws/other'];
    expect(paths.filter((path) => !canRead(abs(path)))).toStrictEqual([
      '/ws/alias',
      '/ws/alias/x',
      '/real/secret',
      '/real/secret/x',
    ]);
  });

  it('hide what patterns hide below a linked directory, whatever its real name is made of', () => {
    const facts = factsOf({ '/ws': { realPath: abs('/real [1]*'), symlinks: [abs('/ws')] } });
    const { canRead } = accessWith(restricted(special('root', 'read'), workspaceGlob('**/*.env')), facts);
    const paths = ['/ws/a/.env', '/real [1]*/a/.env', '/real 1x/a/.env', '/real [1]*/a/env'];
    expect(paths.filter((path) => !canRead(abs(path)))).toStrictEqual(['/ws/a/.env', '/real [1]*/a/.env']);
  });

  it('make the target of a linked workspace writable, with its carve-outs', () => {
    const linked = { realPath: abs('/real'), symlinks: [abs('/ws')] };
    const facts = factsOf({ '/ws': linked, '/ws/ro': { realPath: abs('/real/ro'), symlinks: [abs('/ws')] } });
    const { canWrite } = accessWith(restricted(workspace('write'), workspace('read', 'ro')), facts);
    const paths = ['/ws/a', '/real/a', '/real/ro/a', '/real/.git/a', '/other'];
    expect(paths.filter((path) => canWrite(abs(path)))).toStrictEqual(['/ws/a', '/real/a']);
  });

  it('protect metadata where it really is', () => {
    const facts = factsOf({
      '/ws/.git': { type: 'file', gitdir: abs('/ws/modules/sub') },
      '/ws/.codex': { realPath: abs('/ws/decoy'), symlinks: [abs('/ws/.codex')] },
      '/ws/.agents': {},
    });
    expect(withRealSpellings(restricted(workspace('write')), context, facts)).toStrictEqual(
      restricted(workspace('write'), skip(at('/ws/modules/sub', 'read')), skip(at('/ws/decoy', 'read'))),
    );
  });

  it('protect what a `.git` file names although a rule protects that file', () => {
    const facts = factsOf({ '/ws/.git': { type: 'file', gitdir: abs('/ws/store') } });
    const { canWrite } = accessWith(restricted(workspace('write'), skip(workspace('read', '.git'))), facts);
    expect(['/ws/store/x', '/ws/x'].filter((path) => canWrite(abs(path)))).toStrictEqual(['/ws/x']);
  });

  it.each(['/keys', '/keys/deep', '/'])('let nothing be read because a `.git` file names `%s`', (gitdir) => {
    const facts = factsOf({ '/ws/.git': { type: 'file', gitdir: abs(gitdir) } });
    const { canRead } = accessWith(restricted(workspace('write'), at('/keys', 'deny')), facts);
    expect(['/ws/a', '/keys/a', '/keys/deep/a', '/other'].filter((path) => canRead(abs(path)))).toStrictEqual([
      '/ws/a',
    ]);
  });

  it('leave metadata to a rule for the very path, spelled either way', () => {
    const facts = factsOf({
      '/ws/.git': { type: 'file', gitdir: abs('/ws/modules/sub') },
      '/ws/.codex': { realPath: abs('/ws/decoy'), symlinks: [abs('/ws/.codex')] },
    });
    const policy = restricted(workspace('write'), workspace('write', '.codex'), at('/ws/modules/sub', 'write'));
    expect(withRealSpellings(policy, context, facts)).toStrictEqual(
      restricted(...policy.entries, at('/ws/decoy', 'write')),
    );
  });

  it('change nothing without links, without facts and without rules', () => {
    const policy = restricted(workspace('write'), workspaceGlob('*.env'), at('/a', 'read'));
    expect(withRealSpellings(policy, context, noFacts)).toStrictEqual(policy);
    expect(withRealSpellings(policy, context, factsOf({ '/ws': {}, '/ws/.git': {}, '/a': {} }))).toStrictEqual(policy);
    expect(withRealSpellings({ kind: 'external' }, context, noFacts)).toStrictEqual({ kind: 'external' });
  });
});
