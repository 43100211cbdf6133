import { describe, expect, it } from 'vitest';
import { planCommandLine, renderFor } from '../../../src/adapters/seatbelt/plan-command-line.js';
import { tagDenials } from '../../../src/adapters/seatbelt/render-policy.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import type { FilteredNetwork } from '../../../src/domain/permissions/network-policy.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import type { SandboxRequest } from '../../../src/ports/process-sandbox.js';
import type { Tree } from '../bubblewrap/support/planned.js';
import { managed, rule, wholeDisk } from '../bubblewrap/support/test-bench.js';
import { parametersOf, planFor, requested, sectionOf, settings } from './support/planned.js';

const tree: Tree = {
  ws: { src: { 'main.ts': true }, docs: { 'a.md': true }, '.git': { HEAD: true }, deep: { secret: true } },
  home: { user: { '.ssh': { id: true } } },
  usr: { lib: {} },
};

const minimal: FileSystemEntry = { path: { kind: 'special', special: { kind: 'minimal' } }, access: 'read' };
const listOfDevices = [
  ['file-read*', 'literal'],
  ['file-read-metadata', 'subpath'],
].flatMap(([operation, filter]) => [`(allow ${operation}`, `  (${filter} "/dev"))`]);
const pattern = (text: string): FileSystemEntry => ({ path: { kind: 'glob', pattern: text }, access: 'deny' });

describe('the policy of Seatbelt', () => {
  it('lets a read-only profile read everything and write nothing', () => {
    const plan = planFor(managed([wholeDisk('read')]), tree);
    expect([sectionOf(plan, 'what can be read'), sectionOf(plan, 'what can be written'), parametersOf(plan)]).toEqual([
      [
        ...['file-read*', 'process-exec'].flatMap((operation) => [
          `(allow ${operation}`,
          '  (require-all (subpath (param "READABLE_ROOT_0"))',
          '    (require-not (literal (param "READABLE_ROOT_0_EXCLUDED_0")))',
          '    (require-not (subpath (param "READABLE_ROOT_0_EXCLUDED_0")))))',
        ]),
        ...listOfDevices,
      ],
      [],
      { READABLE_ROOT_0: '/', READABLE_ROOT_0_EXCLUDED_0: '/dev' },
    ]);
  });

  it('leaves metadata out of a workspace, whether it exists or not and however it is spelled', () => {
    const plan = planFor(managed([wholeDisk('read'), rule('/ws', 'write')]), tree);
    const excluded = [0, 1, 2, 3].flatMap((index) => [
      `    (require-not (literal (param "WRITABLE_ROOT_0_EXCLUDED_${index}")))`,
      `    (require-not (subpath (param "WRITABLE_ROOT_0_EXCLUDED_${index}")))`,
    ]);
    const s = '([sS]|" (regex-quote (param "METADATA_NAME_0")) ")';
    const names = `[.][gG][iI][tT]|[.][aA][gG][eE][nN][tT]${s}|[.][cC][oO][dD][eE][xX]|[.][aA][wW]${s}`;
    expect(sectionOf(plan, 'what can be written')).toEqual([
      '(allow file-write*',
      '  (require-all (subpath (param "WRITABLE_ROOT_0"))',
      ...excluded,
      `    (require-not (regex (string-append "^" (regex-quote (param "METADATA_ROOT_0")) "/(${names})(/|$)")))))`,
    ]);
    expect(parametersOf(plan)).toEqual({
      READABLE_ROOT_0: '/',
      READABLE_ROOT_0_EXCLUDED_0: '/dev',
      WRITABLE_ROOT_0: '/ws',
      WRITABLE_ROOT_0_EXCLUDED_0: '/ws/.agents',
      WRITABLE_ROOT_0_EXCLUDED_1: '/ws/.aws',
      WRITABLE_ROOT_0_EXCLUDED_2: '/ws/.codex',
      WRITABLE_ROOT_0_EXCLUDED_3: '/ws/.git',
      METADATA_ROOT_0: '/ws',
      METADATA_NAME_0: '\u017f',
      PINNED_0: '/ws',
    });
  });

  it('makes a place that is granted inside of a denied one a region of its own', () => {
    const entries = [wholeDisk('read'), rule('/ws/docs', 'deny'), rule('/ws/docs/a.md', 'read')];
    const plan = planFor(managed(entries), tree);
    expect([sectionOf(plan, 'what can be read'), parametersOf(plan)]).toEqual([
      [
        ...['file-read*', 'process-exec'].flatMap((operation) => [
          `(allow ${operation}`,
          '  (require-all (subpath (param "READABLE_ROOT_0"))',
          '    (require-not (literal (param "READABLE_ROOT_0_EXCLUDED_0")))',
          '    (require-not (subpath (param "READABLE_ROOT_0_EXCLUDED_0")))',
          '    (require-not (literal (param "READABLE_ROOT_0_EXCLUDED_1")))',
          '    (require-not (subpath (param "READABLE_ROOT_0_EXCLUDED_1"))))',
          '  (subpath (param "READABLE_ROOT_1")))',
        ]),
        ...listOfDevices,
        '(allow file-read-metadata',
        '  (literal (param "PASSAGE_0"))',
        '  (literal (param "PASSAGE_1"))',
        '  (literal (param "PASSAGE_2")))',
      ],
      {
        READABLE_ROOT_0: '/',
        READABLE_ROOT_0_EXCLUDED_0: '/dev',
        READABLE_ROOT_0_EXCLUDED_1: '/ws/docs',
        READABLE_ROOT_1: '/ws/docs/a.md',
        PASSAGE_0: '/',
        PASSAGE_1: '/ws',
        PASSAGE_2: '/ws/docs',
      },
    ]);
  });

  it.each(['hardened', 'compatibility'] as const)('keeps what leads to protected places where it is (%s)', (level) => {
    const entries = [wholeDisk('read'), rule('/ws', 'write'), rule('/ws/deep/secret', 'deny')];
    const plan = planFor(managed(entries), tree, { level });
    const pins = ['(deny file-write-unlink', '  (literal (param "PINNED_0"))', '  (literal (param "PINNED_1")))'];
    expect(sectionOf(plan, 'what has to stay in its place')).toEqual(level === 'hardened' ? pins : []);
    const { PINNED_0, PINNED_1 } = parametersOf(plan);
    expect([PINNED_0, PINNED_1]).toEqual(level === 'hardened' ? ['/ws', '/ws/deep'] : [undefined, undefined]);
  });

  it('hides the matches of patterns, and nothing of a pattern is part of the text', () => {
    const hostile = '/ws/**/"))(allow default)(1 "?[!b]*';
    const plan = planFor(managed([wholeDisk('read'), pattern(hostile)]), tree);
    const filter = [
      '(regex (string-append "^" (regex-quote (param "DENIED_PATTERN_TEXT_0")) "/([^/]+/)*"',
      '(regex-quote (param "DENIED_PATTERN_TEXT_1")) "[aA][lL][lL][oO][wW]"',
      '(regex-quote (param "DENIED_PATTERN_TEXT_2")) "[dD][eE][fF][aA][uU][lL][tT]"',
      '(regex-quote (param "DENIED_PATTERN_TEXT_3")) "[1]"',
      '(regex-quote (param "DENIED_PATTERN_TEXT_4")) "([^/]|[^ -~][^ -~]?[^ -~]?[^ -~]?)' +
        '([^/b]|[^ -~][^ -~]?[^ -~]?[^ -~]?)[^/]*(/|$)"))',
    ].join(' ');
    expect(sectionOf(plan, 'what patterns hide')).toEqual(
      ['file-read*', 'process-exec', 'file-write*'].flatMap((operation) => [`(deny ${operation}`, `  ${filter})`]),
    );
    expect(parametersOf(plan)).toMatchObject({
      DENIED_PATTERN_TEXT_0: '/ws',
      DENIED_PATTERN_TEXT_1: '"))(',
      DENIED_PATTERN_TEXT_2: ' ',
      DENIED_PATTERN_TEXT_3: ')(',
      DENIED_PATTERN_TEXT_4: ' "',
    });
    expect(plan.policy).not.toContain('allow default');
  });

  it.each(['/ws/[é]', '/ws/["]', '/ws/[\\]', '/ws/[!-z]', '/ws/[b-a]'])('is refused for the pattern %s', (text) => {
    const planned = planCommandLine(requested(managed([wholeDisk('read'), pattern(text)]), tree), settings);
    expect(planned).toEqual({
      ok: false,
      error: {
        code: 'unsupported-policy',
        message: expect.stringContaining(`the deny pattern \`${text}\` cannot be enforced`),
        remedy: expect.any(String),
      },
    });
  });

  it('grants the folders of the system without what a rule denies in them', () => {
    const plan = planFor(managed([minimal, rule('/ws', 'read'), rule('/usr/lib', 'deny')]), tree);
    const parameters = parametersOf(plan);
    expect(Object.values(parameters)).toEqual(expect.arrayContaining(['/usr', '/System', '/ws', '/usr/lib']));
    expect(Object.keys(parameters).filter((name) => parameters[name] === '/usr/lib')).toEqual([
      expect.stringMatching(/^READABLE_ROOT_\d+_EXCLUDED_0$/),
    ]);
  });

  it('notes a tag beside every denial, if asked to', () => {
    const policy = '(version 1)\n(deny default)\n(deny file-write-unlink\n  (literal (param "X")))\n(allow signal)';
    expect(tagDenials(policy, 'tag')).toBe(
      '(version 1)\n(deny default (with message "tag"))\n(deny file-write-unlink (with message "tag")\n  (literal (param "X")))\n(allow signal)',
    );
  });
});

describe('the network of a policy', () => {
  const reach = (network: 'restricted' | 'enabled', own = {}): string =>
    sectionOf(planFor(managed([wholeDisk('read')], network), tree, own), 'what can be reached')
      .join('\n')
      .split('\n(allow system-socket')[0] ?? '';

  it.each([
    ['is closed', reach('restricted'), ''],
    [
      'is open without the daemons of the machine',
      reach('enabled'),
      '(allow network-outbound\n  (remote ip "*:*")\n  (literal "/private/var/run/mDNSResponder"))\n' +
        '(allow network-inbound\n  (local ip "*:*"))\n(allow network-bind\n  (local ip "*:*"))',
    ],
    [
      'is open with them on request',
      reach('enabled', { unixSockets: 'allowed' }),
      '(allow network-outbound)\n(allow network-inbound)\n(allow network-bind)',
    ],
    [
      'is open with them in the compatible level',
      reach('enabled', { level: 'compatibility' }),
      '(allow network-outbound)\n(allow network-inbound)\n(allow network-bind)',
    ],
  ])('%s', (_, section, expected) => {
    expect(section).toBe(expected);
  });

  const filtered: FilteredNetwork = {
    kind: 'filtered',
    mode: 'full',
    allowedDomains: ['ok.test'],
    deniedDomains: [],
    localAddresses: 'denied',
  };

  it('is refused without a proxy where hosts have to be told apart', () => {
    const planned = planCommandLine(requested(managed([wholeDisk('read')], filtered), tree), settings);
    expect(planned).toMatchObject({ ok: false, error: { code: 'unsupported-policy' } });
  });

  it('opens nothing before the port of the proxy is known, and then that port alone', () => {
    const plan = planFor(managed([wholeDisk('read')], filtered), tree, { proxy: 'available' });
    const rendered = renderFor(
      { ...plan.source, reach: { kind: 'proxy', port: 40_000 } },
      { ...settings, proxy: 'available' },
    );
    const sectionWith = (policy: string): string | undefined =>
      sectionOf({ ...plan, policy }, 'what can be reached')
        .join('\n')
        .split('\n(allow system-socket')[0];
    expect([plan.filtered, sectionWith(plan.policy), sectionWith(rendered.ok ? rendered.value.text : '')]).toEqual([
      filtered,
      '; here the port of the proxy is opened, which is chosen when the command starts',
      '(allow network-outbound\n  (remote tcp "localhost:40000"))',
    ]);
    expect(plan.environment).toEqual({ CODEX_SANDBOX: 'seatbelt' });
  });
});

describe('the policy of a profile without rules about files', () => {
  const unrestricted = (network: 'restricted' | 'enabled'): PermissionProfile => ({
    kind: 'managed',
    fileSystem: { kind: 'unrestricted' },
    network,
  });

  it('enforces nothing where nothing is asked for', () => {
    expect(planFor(unrestricted('enabled'), tree).policy).toBe('(version 1)\n(allow default)\n');
  });

  it('still keeps commands off the network', () => {
    const plan = planFor(unrestricted('restricted'), tree);
    expect([sectionOf(plan, 'what can be written'), sectionOf(plan, 'what can be reached')]).toEqual([
      ['(allow file-write*)'],
      [],
    ]);
  });
});

describe('a plan of Seatbelt', () => {
  const workspace = managed([wholeDisk('read'), rule('/ws', 'write')]);

  it('starts the one launcher with the policy, its parameters and the command', () => {
    const plan = planFor(workspace, tree);
    expect([plan.argv.slice(0, 2), plan.argv.slice(-2), plan.cwd, plan.sandbox]).toEqual([
      ['/usr/bin/sandbox-exec', '-p'],
      ['--', 'true'],
      '/ws',
      'seatbelt',
    ]);
    expect([plan.argv[2], plan.explanation?.join('\n')]).toEqual([plan.policy, plan.policy.trimEnd()]);
  });

  it('says in the environment where the command runs, and adds nothing else', () => {
    const environments = (['restricted', 'enabled'] as const).map(
      (network) => planFor(managed([wholeDisk('read')], network), tree).environment,
    );
    expect(environments).toEqual([
      { CODEX_SANDBOX: 'seatbelt', CODEX_SANDBOX_NETWORK_DISABLED: '1' },
      { CODEX_SANDBOX: 'seatbelt' },
    ]);
  });

  it('never lets a path become part of the policy', () => {
    const root = '/ws")\n(allow default) ("' as AbsolutePath;
    const odd: Tree = { 'ws")\n(allow default) ("': { x: true } };
    const plan = planFor(managed([wholeDisk('read'), rule(root, 'write'), rule(`${root}/x`, 'deny')]), odd);
    expect(plan.policy).not.toContain('allow default');
    expect(Object.values(parametersOf(plan))).toEqual(expect.arrayContaining([root, `${root}/x`]));
  });

  it.each(['disabled', 'external'] as const)('is refused for a profile that is %s', (kind) => {
    const profile: PermissionProfile = kind === 'disabled' ? { kind } : { kind, network: 'restricted' };
    expect(planCommandLine({ ...requested(workspace, tree), profile }, settings)).toMatchObject({
      ok: false,
      error: { code: 'unsupported-policy' },
    });
  });

  it.each([
    ['an empty program', { argv: [''] }],
    ['a null character', { argv: ['a', 'b\0'] }],
    ['a bad variable', { environment: { 'A=B': '' } }],
    ['a foreign path', { cwd: 'C:\\ws' as AbsolutePath }],
  ] as const)('is refused with %s', (_, broken) => {
    const request = { ...requested(workspace, tree), ...broken } as SandboxRequest;
    expect(planCommandLine(request, settings)).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  });

  it('is refused when a protected place is reached through a link that the command could replace', () => {
    const linked: Tree = { ws: { '.codex': { link: '/etc' } }, etc: { x: true } };
    expect(planCommandLine(requested(workspace, linked), settings)).toMatchObject({
      ok: false,
      error: { code: 'unsafe-path' },
    });
  });
});
