import { describe, expect, it } from 'vitest';
import {
  withDenialsOf,
  withLegacyWritableRoots,
  withProfileWorkspaceRoots,
  withReadableRoots,
  withWritableRoots,
} from '../../../src/domain/permissions/extend-policy.js';
import type { FileSystemPolicy } from '../../../src/domain/permissions/file-system-policy.js';
import { abs, at, contextAt, factsOf, glob, restricted, skip, special, workspace, workspaceGlob } from './build.js';

const context = contextAt();
const open: FileSystemPolicy = { kind: 'unrestricted' };
const external: FileSystemPolicy = { kind: 'external' };

describe('adding readable roots', () => {
  it('skips what can be read already', () => {
    const policy = restricted(at('/a', 'read'), workspace('write'), at('/a/no', 'deny'));
    const roots = ['/a/b', '/ws/x', '/a/no/b', '/c', '/c'].map((path) => abs(path));
    expect(withReadableRoots(policy, roots, context)).toStrictEqual(
      restricted(...policy.entries, at('/a/no/b', 'read'), at('/c', 'read')),
    );
  });

  it('changes nothing where everything can be read', () => {
    const readable = restricted(special('root', 'read'));
    expect([readable, open, external].map((policy) => withReadableRoots(policy, [abs('/a')], context))).toStrictEqual([
      readable,
      open,
      external,
    ]);
  });
});

describe('adding writable roots', () => {
  it('skips what can be written already, and reopens metadata', () => {
    const policy = restricted(at('/a', 'write'), at('/b', 'read'));
    const roots = ['/a/x', '/b', '/a/.git', '/c'].map((path) => abs(path));
    expect(withWritableRoots(policy, roots, context)).toStrictEqual(
      restricted(...policy.entries, at('/b', 'write'), at('/a/.git', 'write'), at('/c', 'write')),
    );
    expect(withWritableRoots(open, roots, context)).toStrictEqual(open);
  });

  it('of the older syntax protects the metadata in them', () => {
    const policy = restricted(at('/a', 'write'), at('/b/.codex', 'write'));
    const facts = factsOf({ '/a/.git': {}, '/b/.codex': {}, '/b/.agents': {} });
    expect(withLegacyWritableRoots(policy, [abs('/a'), abs('/b')], facts)).toStrictEqual(
      restricted(...policy.entries, at('/b', 'write'), skip(at('/a/.git', 'read')), skip(at('/b/.agents', 'read'))),
    );
    expect(withLegacyWritableRoots(external, [abs('/a')], facts)).toStrictEqual(external);
  });
});

describe('applying rules to the roots of a profile', () => {
  it('keeps the rules and adds what is not there yet', () => {
    const policy = restricted(workspace('write'), workspaceGlob('*.env'), at('/p', 'write'));
    expect(withProfileWorkspaceRoots(policy, [abs('/p'), abs('/q')])).toStrictEqual(
      restricted(...policy.entries, at('/q', 'write'), glob('/p/*.env'), glob('/q/*.env')),
    );
    expect(withProfileWorkspaceRoots(policy, [])).toStrictEqual(policy);
    expect(withProfileWorkspaceRoots(open, [abs('/p')])).toStrictEqual(open);
  });
});

describe('carrying denials over', () => {
  const existing: FileSystemPolicy = {
    ...restricted(at('/a', 'deny'), at('/b', 'write'), glob('/c/**')),
    globScanMaxDepth: 2,
  };

  it('adds them, and the scan depth where there is none', () => {
    const policy = restricted(special('root', 'read'), at('/a', 'deny'));
    expect(withDenialsOf(policy, existing)).toStrictEqual({
      ...restricted(special('root', 'read'), at('/a', 'deny'), glob('/c/**')),
      globScanMaxDepth: 2,
    });
    expect(withDenialsOf({ ...policy, globScanMaxDepth: 5 }, existing)).toMatchObject({ globScanMaxDepth: 5 });
  });

  it('makes an open policy one that can be enforced', () => {
    expect(withDenialsOf(open, existing)).toStrictEqual({
      ...restricted(special('root', 'write'), at('/a', 'deny'), glob('/c/**')),
      globScanMaxDepth: 2,
    });
    expect(withDenialsOf(open, restricted(at('/a', 'deny')))).toStrictEqual(
      restricted(special('root', 'write'), at('/a', 'deny')),
    );
  });

  it('changes nothing when there are none, or nobody here enforces them', () => {
    const policy = restricted(special('root', 'read'));
    expect([
      withDenialsOf(policy, restricted(at('/a', 'read'))),
      withDenialsOf(open, restricted(at('/a', 'read'))),
      withDenialsOf(policy, open),
      withDenialsOf(external, existing),
    ]).toStrictEqual([policy, open, policy, external]);
  });
});
