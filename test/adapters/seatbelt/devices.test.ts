import { describe, expect, it } from 'vitest';
import type { PlanSettings } from '../../../src/adapters/seatbelt/plan-command-line.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import type { Tree } from '../bubblewrap/support/planned.js';
import { managed, rule, wholeDisk } from '../bubblewrap/support/test-bench.js';
import { problemsIn } from './support/check-policy.js';
import { parametersOf, planFor } from './support/planned.js';
import { PolicyModel } from './support/policy-model.js';

const tree: Tree = { ws: {}, dev: { ttys001: true, 'cu.usb': true, null: true } };

function policyFor(entries: readonly FileSystemEntry[], own: Partial<PlanSettings> = {}): PolicyModel {
  const plan = planFor(managed(entries), tree, own);
  expect(problemsIn(plan.policy, parametersOf(plan))).toEqual([]);
  return new PolicyModel(plan.policy, parametersOf(plan));
}

function access(policy: PolicyModel, path: string): string {
  const can = (operation: string): boolean => policy.allows({ operation, path: path as AbsolutePath });
  return `${can('file-read-data') ? 'r' : '-'}${can('file-write-data') ? 'w' : '-'}`;
}

describe('the devices of the machine', () => {
  it.each<[string, readonly FileSystemEntry[], Readonly<Record<string, string>>]>([
    [
      'stay closed where the whole disk can be read, but for harmless ones',
      [wholeDisk('read'), rule('/ws', 'write')],
      {
        '/dev/ttys001': '--',
        '/dev/cu.usb': '--',
        '/dev/disk0': '--',
        '/dev': 'r-',
        '/dev/null': 'rw',
        '/dev/urandom': 'r-',
        '/dev/tty': 'rw',
        '/dev/fd/1': 'rw',
        '/etc/hosts': 'r-',
      },
    ],
    [
      'stay closed where the whole disk can be written but for a part',
      [wholeDisk('write'), rule('/ws', 'read')],
      { '/dev/ttys001': '--', '/dev/null': 'rw', '/etc/hosts': 'rw' },
    ],
    [
      'open where a rule names them',
      [wholeDisk('read'), rule('/dev/cu.usb', 'write')],
      { '/dev/cu.usb': 'rw', '/dev/ttys001': '--' },
    ],
    ['open where a rule names all of them', [wholeDisk('read'), rule('/dev', 'write')], { '/dev/ttys001': 'rw' }],
  ])('%s', (_, entries, expected) => {
    const policy = policyFor(entries);
    expect(Object.fromEntries(Object.keys(expected).map((path) => [path, access(policy, path)]))).toEqual(expected);
  });

  it('can be looked at all the same', () => {
    const policy = policyFor([wholeDisk('read')]);
    expect(policy.allows({ operation: 'file-read-metadata', path: '/dev/ttys001' as AbsolutePath })).toBe(true);
  });

  it('can be read in the compatible level', () => {
    expect(access(policyFor([wholeDisk('read')], { level: 'compatibility' }), '/dev/ttys001')).toBe('r-');
  });
});
