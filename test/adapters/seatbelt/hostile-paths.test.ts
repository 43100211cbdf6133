import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planCommandLine, renderFor } from '../../../src/adapters/seatbelt/plan-command-line.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import type { NetworkPolicy } from '../../../src/domain/permissions/network-policy.js';
import { hostileText, runs } from '../../support/hostile-text.js';
import type { Tree } from '../bubblewrap/support/planned.js';
import { managed, rule, wholeDisk } from '../bubblewrap/support/test-bench.js';
import { randomWorlds } from '../verdicts/random-worlds.js';
import { problemsIn } from './support/check-policy.js';
import { parametersOf, planFor, requested, settings } from './support/planned.js';
import { PolicyModel } from './support/policy-model.js';

const minimal: FileSystemEntry = { path: { kind: 'special', special: { kind: 'minimal' } }, access: 'read' };
const filtered: NetworkPolicy = {
  kind: 'filtered',
  mode: 'full',
  allowedDomains: ['ok.test'],
  deniedDomains: [],
  localAddresses: 'denied',
};

/** Names of files and directories that were made to be taken for something else. */
const hostileName = hostileText
  .map((text) =>
    text
      .replaceAll(/[/\0]/g, '')
      .replaceAll(/[\ud800-\udfff]/g, '')
      .slice(0, 80),
  )
  .filter((name) => name !== '' && name !== '.' && name !== '..');

const odd = [
  ['quotes', `"')`],
  ['a rule', '") (allow default) ("'],
  ['a comment', '; (allow default)'],
  ['a line break', 'a\n(allow default)\nb'],
  ['a backslash', '\\'],
  ['a backslash before a quote', '\\"'],
  ['an equals sign', 'A=B'],
  ['a hyphen', '-D'],
  ['a raw text', '#"x"'],
  ['an expression', '(.*)|^$[a-z]{2}+?.'],
  ['letters beyond ASCII', 'é漢🧑‍🚀'],
  ['a great length', 'x'.repeat(250)],
  ['spaces', ' a  b '],
] as const;

describe('a policy about paths with', () => {
  it.each(odd)('%s holds for exactly these', (_, name) => {
    const root = `/ws/${name}` as AbsolutePath;
    const tree: Tree = { ws: { [name]: { inner: { file: true }, secret: { key: true }, '.git': { HEAD: true } } } };
    const entries = [
      wholeDisk('read'),
      rule(root, 'write'),
      rule(`${root}/secret`, 'deny'),
      rule(`${root}/new`, 'read'),
    ];
    const plan = planFor(managed(entries), tree);
    const parameters = parametersOf(plan);
    const policy = new PolicyModel(plan.policy, parameters);
    const at = (place: string) => policy.verdict(`${root}${place}` as AbsolutePath);
    expect(problemsIn(plan.policy, parameters)).toEqual([]);
    expect({
      file: at('/inner/file'),
      secret: at('/secret/key'),
      metadata: at('/.git/HEAD'),
      missing: at('/new'),
      beside: at('x'),
      parent: policy.verdict('/ws' as AbsolutePath),
    }).toEqual({
      file: { read: true, write: true },
      secret: { read: false, write: false },
      metadata: { read: true, write: false },
      missing: { read: true, write: false },
      beside: { read: true, write: false },
      parent: { read: true, write: false },
    });
  });

  it.each(odd)('%s in a pattern hides exactly what it names', (_, name) => {
    // These mean something in a pattern, whoever wrote it.
    const literal = name.replaceAll(/[[\]*?{}]/g, '');
    const pattern = { path: { kind: 'glob', pattern: `/ws/**/${literal}.key` }, access: 'deny' } as const;
    const plan = planFor(managed([wholeDisk('read'), rule('/ws', 'write'), pattern]), { ws: {} });
    const policy = new PolicyModel(plan.policy, parametersOf(plan));
    const reads = [`/ws/${literal}.key`, `/ws/a/b/${literal}.key/c`, `/ws/${literal}.kex`, `/ws/y${literal}.key`].map(
      (path) => policy.verdict(path as AbsolutePath).read,
    );
    expect(problemsIn(plan.policy, parametersOf(plan))).toEqual([]);
    expect(reads).toEqual([false, false, true, true]);
  });

  it('anything in them is one that the system can read, and nothing of them is part of its text', () => {
    fc.assert(
      fc.property(hostileName, hostileName, fc.boolean(), (outer, inner, all) => {
        const root = `/w/${outer}` as AbsolutePath;
        const entries = [all ? wholeDisk('read') : minimal, rule(root, 'write'), rule(`${root}/${inner}`, 'deny')];
        const plan = planFor(managed(entries), { w: { [outer]: { [inner]: { file: true } } } });
        const parameters = parametersOf(plan);
        expect(problemsIn(plan.policy, parameters)).toEqual([]);
        const policy = new PolicyModel(plan.policy, parameters);
        expect(policy.verdict(`${root}/${inner}/file` as AbsolutePath)).toEqual({ read: false, write: false });
        expect(policy.verdict(`${root}/${inner}z` as AbsolutePath)).toEqual({ read: true, write: true });
      }),
      runs(200),
    );
  });

  it('a null character is refused', () => {
    const entries = [wholeDisk('read'), rule('/ws', 'write'), rule('/ws/a\0b', 'deny')];
    const request = requested(managed(entries), { ws: {} });
    expect(planCommandLine(request, settings)).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  });
});

describe('every policy', () => {
  it.each(['hardened', 'compatibility'] as const)('is one that the system can read (%s)', (level) => {
    fc.assert(
      fc.property(randomWorlds(), fc.constantFrom('restricted', 'enabled', filtered), (world, network) => {
        const profile = managed(world.entries('/ws' as AbsolutePath), network as NetworkPolicy);
        const plan = planFor(profile, { ws: {} }, { level, proxy: 'available' });
        expect(problemsIn(plan.policy, parametersOf(plan))).toEqual([]);
      }),
      runs(200),
    );
  });

  it('is one that the system can read when it knows the port of its proxy', () => {
    const own = { ...settings, proxy: 'available' } as const;
    const plan = planFor(managed([minimal, rule('/ws', 'write')], filtered), { ws: {} }, own);
    const rendered = renderFor({ ...plan.source, reach: { kind: 'proxy', port: 65_535 } }, own);
    const { text = '', parameters = [] } = rendered.ok ? rendered.value : {};
    const values = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
    expect([rendered.ok, problemsIn(text, values)]).toEqual([true, []]);
  });
});

describe('the check of policies', () => {
  it.each([
    ['(version 1)(deny default)(allow file-read* (subpath (param "A")))', []],
    [
      '(version 1)(deny default)(allow sysctl-read (sysctl-name (param "B")))',
      ['there is no parameter B', '(param "B") is no name'],
    ],
    ['(version 1)(deny default)(allow file-read* (subpath "ws"))', ['"ws" stands for no canonical path']],
    ['(version 1)(deny default)(allow file-reed*)', ['unknown operation file-reed*']],
    ['(version 1)(deny default)(allow file-read* (under "/ws"))', ['unknown filter under']],
    ['(version 1)(deny default)(allow mach-lookup (literal "/ws"))', ['literal says nothing about mach-lookup']],
    ['(version 1)(deny default)(allow network-outbound (remote ip "localhost:0"))', ['"localhost:0" is no address']],
    ['(version 1)(deny default)(allow file-read* (regex "a"))', ['"a" is no expression']],
    ['(version 1)(deny default)(allow file-read* (regex "^["))', ['"^[" is no expression']],
    ['(version 1)(deny default)(allow file-read* (literal "/é"))', ['"/é" does not belong in the text of a policy']],
    [
      '(version 1)(deny default)(deny file-write* (literal "/a"))(allow file-write-data)',
      ['file-write-data is granted after it was taken back'],
    ],
    ['(version 1)(allow default)(deny file-write* (literal "/a"))', ['what allows everything says more']],
    ['(version 1)(deny default', ['a list is not closed']],
    ['(deny default)', ['the version does not come first', 'what holds by default does not follow']],
  ])('says what is wrong with %s', (policy, expected) => {
    const used = policy.includes('"A"') ? { A: '/ws' } : {};
    expect(problemsIn(policy, used)).toEqual(expected);
  });
});
