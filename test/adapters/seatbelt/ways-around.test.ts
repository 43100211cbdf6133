import { describe, expect, it } from 'vitest';
import { platformFolders } from '../../../src/adapters/seatbelt/platform-rules.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { isWithin } from '../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import type { NetworkPolicy } from '../../../src/domain/permissions/network-policy.js';
import type { Tree } from '../bubblewrap/support/planned.js';
import { managed, rule, wholeDisk } from '../bubblewrap/support/test-bench.js';
import { parametersOf, planFor } from './support/planned.js';
import { PolicyModel } from './support/policy-model.js';

const minimal: FileSystemEntry = { path: { kind: 'special', special: { kind: 'minimal' } }, access: 'read' };
const slashTmp: FileSystemEntry = { path: { kind: 'special', special: { kind: 'slash-tmp' } }, access: 'write' };
const hidden = (pattern: string): FileSystemEntry => ({ path: { kind: 'glob', pattern }, access: 'deny' });
const filtered: NetworkPolicy = {
  kind: 'filtered',
  mode: 'full',
  allowedDomains: ['ok.test'],
  deniedDomains: [],
  localAddresses: 'denied',
};

describe('services of macOS are no way around', () => {
  const home: Tree = { Users: { me: { Library: { Preferences: { a: true } }, work: { secrets: { a: true } } } } };

  function offersPreferences(entries: readonly FileSystemEntry[], level?: 'compatibility'): boolean {
    const { policy } = planFor(managed(entries), home, level === undefined ? {} : { level });
    const offered = ['cfprefsd', 'user-preference-read', 'apple.cfprefs.'].filter((word) => policy.includes(word));
    expect([0, 3]).toContain(offered.length);
    return offered.length > 0;
  }

  it.each<[string, readonly FileSystemEntry[], boolean]>([
    ['everything can be read', [wholeDisk('read')], true],
    ['something elsewhere is hidden', [wholeDisk('read'), rule('/Users/me/work/secrets', 'deny')], true],
    ['patterns hide something elsewhere', [wholeDisk('read'), hidden('/Users/me/work/**/*.env')], true],
    ['preferences are hidden', [wholeDisk('read'), rule('/Users/me/Library/Preferences', 'deny')], false],
    ['one of them is', [wholeDisk('read'), rule('/Users/me/Library/Preferences/a', 'deny')], false],
    ['a library is', [wholeDisk('read'), rule('/Users/me/library', 'deny')], false],
    ['a home is', [wholeDisk('read'), rule('/Users/me', 'deny')], false],
    ['patterns may hide them', [wholeDisk('read'), hidden('/Users/me/**/*.plist')], false],
    ['only some directories can be read', [minimal, rule('/Users/me/work', 'read')], false],
  ])('to preferences when %s', (_, entries, offered) => {
    expect(offersPreferences(entries)).toBe(offered);
    expect(offersPreferences(entries, 'compatibility')).toBe(true);
  });

  it.each<[string, readonly FileSystemEntry[], NetworkPolicy, boolean, boolean]>([
    ['closed', [wholeDisk('read')], 'restricted', false, false],
    ['closed, with the folders of the system', [minimal], 'restricted', false, true],
    ['filtered', [minimal], filtered, false, true],
    ['open', [wholeDisk('read')], 'enabled', true, true],
  ])(
    'to a network that is %s: they would fetch what a certificate names',
    (_, entries, network, hardened, compatible) => {
      const offers = (level: 'hardened' | 'compatibility'): boolean => {
        const { policy } = planFor(managed(entries, network), { ws: {} }, { level, proxy: 'available' });
        const offersBoth = policy.includes('com.apple.ocspd');
        expect(offersBoth && network === 'restricted').toBe(false);
        return policy.includes('com.apple.trustd.agent');
      };
      expect([offers('hardened'), offers('compatibility')]).toEqual([hardened, compatible]);
    },
  );
});

describe('other names of places are no way around', () => {
  it('the folders of the system do not hold the whole disk under its other name', () => {
    const disk = '/System/Volumes/Data' as AbsolutePath;
    expect(platformFolders.filter((folder) => isWithin(disk, folder) || isWithin(folder, disk))).toEqual([]);
  });

  it('what is written through a link of the system is granted and denied where it leads', () => {
    const tree: Tree = {
      ws: {},
      tmp: { link: '/private/tmp' },
      private: { tmp: { secret: { a: true } }, etc: { passwd: true } },
      etc: { link: '/private/etc' },
    };
    const entries = [wholeDisk('read'), slashTmp, rule('/tmp/secret', 'deny'), rule('/etc/passwd', 'deny')];
    const plan = planFor(managed([...entries, hidden('/tmp/**/*.key')]), tree);
    const policy = new PolicyModel(plan.policy, parametersOf(plan));
    const verdicts = ['a', 'secret/a', 'b/x.key', '.git/config', '.GIT'].map((place) =>
      policy.verdict(`/private/tmp/${place}` as AbsolutePath),
    );
    expect([...verdicts, policy.verdict('/private/etc/passwd' as AbsolutePath)]).toEqual([
      { read: true, write: true },
      { read: false, write: false },
      { read: false, write: false },
      { read: true, write: false },
      { read: true, write: false },
      { read: false, write: false },
    ]);
  });
});

describe('a link through which a rule names a place', () => {
  const tree: Tree = { ws: {}, home: { me: { link: { link: '/data/project' } } }, data: { project: { a: true } } };
  const looksAt = (entries: readonly FileSystemEntry[], path: string): boolean => {
    const plan = planFor(managed([...entries, rule('/home/me/link', 'read')]), tree);
    const policy = new PolicyModel(plan.policy, parametersOf(plan));
    return policy.allows({ operation: 'file-read-metadata', path: path as AbsolutePath });
  };

  it('can be followed where not everything can be read: the system asks for leave to', () => {
    const paths = ['/home/me/link', '/home/me', '/home', '/data', '/home/me/other', '/home/you'];
    expect(paths.map((path) => looksAt([minimal], path))).toEqual([true, true, true, true, false, false]);
    expect(looksAt([wholeDisk('read'), rule('/home/me', 'deny')], '/home/me/link')).toBe(true);
  });
});

describe('what is hidden', () => {
  it('cannot be run either, nor loaded', () => {
    const tree: Tree = { ws: { bin: { tool: true }, a: { 'x.tool': true } } };
    const plan = planFor(managed([wholeDisk('read'), rule('/ws/bin', 'deny'), hidden('/ws/**/*.tool')]), tree);
    const policy = new PolicyModel(plan.policy, parametersOf(plan));
    const runs = (path: string): boolean => policy.allows({ operation: 'process-exec', path: path as AbsolutePath });
    expect(['/ws/bin/tool', '/ws/a/x.tool', '/ws/a/other', '/bin/ls'].map(runs)).toEqual([false, false, true, true]);
  });

  it.each([
    'file-link',
    'file-clone',
    'file-mount',
    'file-issue-extension',
    'lsopen',
    'appleevent-send',
    'job-creation',
  ])('is not reached by %s, which no policy grants', (operation) => {
    const entries = [wholeDisk('write')];
    const policies = [
      planFor(managed([wholeDisk('read'), rule('/ws', 'write')], 'enabled'), { ws: {} }),
      planFor(managed(entries), {}),
    ];
    expect(
      policies.map((plan) =>
        new PolicyModel(plan.policy, parametersOf(plan)).allows({ operation, path: '/ws/a' as AbsolutePath }),
      ),
    ).toEqual([false, false]);
  });
});
