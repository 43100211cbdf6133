import { describe, expect, it } from 'vitest';
import { planArguments } from '../../../src/adapters/bubblewrap/plan/plan-arguments.js';
import { planCommandLine } from '../../../src/adapters/seatbelt/plan-command-line.js';
import { planRestrictions } from '../../../src/adapters/windows-sandbox/plan-restrictions.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { compileAccess } from '../../../src/domain/permissions/resolve-access.js';
import type { SandboxRequest } from '../../../src/ports/process-sandbox.js';
import { MountModel } from '../bubblewrap/support/mount-model.js';
import { settings as mountSettings, type Tree } from '../bubblewrap/support/planned.js';
import { managed, rule, wholeDisk } from '../bubblewrap/support/test-bench.js';
import { parametersOf, settings as policySettings, requested } from '../seatbelt/support/planned.js';
import { PolicyModel } from '../seatbelt/support/policy-model.js';
import { AccessModel } from '../windows-sandbox/support/access-model.js';

const tree: Tree = {
  ws: {
    '.git': { HEAD: true },
    '.codex': { config: true },
    src: { 'main.ts': true, gen: { out: true } },
    docs: { guide: true },
    '.env': true,
    link: { link: '/out' },
  },
  home: { me: { '.ssh': { id: true }, notes: true } },
  out: { file: true },
  usr: { lib: { libc: true } },
};
const files = ['/ws/src/main.ts', '/ws/.env', '/ws/.git/HEAD', '/home/me/notes', '/out/file', '/usr/lib/libc'];
const minimal: FileSystemEntry = { path: { kind: 'special', special: { kind: 'minimal' } }, access: 'read' };
const pattern = (text: string): FileSystemEntry => ({ path: { kind: 'glob', pattern: text }, access: 'deny' });

type Planner = 'mounts' | 'seatbelt' | 'windows';

/** What a planner lets be done with paths, or that it refuses the profile. */
type Answer = readonly string[] | 'refused';

const planners: Readonly<Record<Planner, (request: SandboxRequest, paths: readonly AbsolutePath[]) => Answer>> = {
  mounts: (request, paths) => {
    const plan = planArguments(request, { ...mountSettings, missingMetadata: 'mask' });
    if (!plan.ok) return 'refused';
    const model = new MountModel(plan.value.argv, ['/state/denied']);
    return paths.map((path) => print(model.verdict(path)));
  },
  seatbelt: (request, paths) => {
    const plan = planCommandLine(request, policySettings);
    if (!plan.ok) return 'refused';
    const model = new PolicyModel(plan.value.policy, parametersOf(plan.value));
    return paths.map((path) => print(model.verdict(path)));
  },
  windows: (request, paths) => {
    const plan = planRestrictions(request, 'hardened');
    if (!plan.ok) return 'refused';
    const { access, token } = plan.value;
    const model = new AccessModel(access, token.capabilities, (path) => files.includes(path));
    // A token takes away nothing of what may be read.
    return paths.map((path) => print({ read: true, write: model.allows('write', path) }));
  },
};

function print({ read, write }: { readonly read: boolean; readonly write: boolean }): string {
  return `${read ? 'r' : '-'}${write ? 'w' : '-'}`;
}

const all = wholeDisk('read');

interface Row {
  readonly entries: readonly FileSystemEntry[];
  readonly network?: 'restricted' | 'enabled';
  /** What the rules say, by path. */
  readonly verdicts: Readonly<Record<string, string>>;
  /** Who cannot hold the profile, and says so. */
  readonly refused?: readonly Planner[];
}

const rows: Readonly<Record<string, Row>> = {
  'everything to read': { entries: [all], verdicts: { '/ws/src/main.ts': 'r-', '/home/me/.ssh/id': 'r-' } },
  'a workspace': {
    entries: [all, rule('/ws', 'write')],
    verdicts: {
      '/ws': 'rw',
      '/ws/src/main.ts': 'rw',
      '/ws/.git': 'r-',
      '/ws/.git/HEAD': 'r-',
      '/ws/.codex/config': 'r-',
      '/home/me/notes': 'r-',
      '/out/file': 'r-',
    },
  },
  'a workspace without network': {
    entries: [all, rule('/ws', 'write')],
    network: 'restricted',
    verdicts: { '/ws/src/main.ts': 'rw' },
    refused: ['windows'],
  },
  'two roots, one in the other': {
    entries: [all, rule('/ws', 'write'), rule('/ws/src/gen', 'write'), rule('/out', 'write')],
    verdicts: { '/ws/src/gen/out': 'rw', '/ws/docs/guide': 'rw', '/out/file': 'rw', '/ws/.git/HEAD': 'r-' },
  },
  'something read-only in a workspace': {
    entries: [all, rule('/ws', 'write'), rule('/ws/docs', 'read'), rule('/ws/.env', 'read')],
    verdicts: { '/ws/docs/guide': 'r-', '/ws/.env': 'r-', '/ws/src/main.ts': 'rw' },
  },
  'something writable in something read-only': {
    entries: [all, rule('/ws', 'write'), rule('/ws/src', 'read'), rule('/ws/src/gen', 'write')],
    verdicts: { '/ws/src/main.ts': 'r-', '/ws/src/gen/out': 'rw', '/ws/docs/guide': 'rw' },
    refused: ['windows'],
  },
  'metadata that a rule opens': {
    entries: [all, rule('/ws', 'write'), rule('/ws/.git', 'write')],
    verdicts: { '/ws/.git/HEAD': 'rw', '/ws/.codex/config': 'r-' },
  },
  'a single writable file': {
    entries: [all, rule('/ws/.env', 'write')],
    verdicts: { '/ws/.env': 'rw', '/ws/src/main.ts': 'r-', '/ws': 'r-' },
  },
  'a missing root': { entries: [all, rule('/gone', 'write')], verdicts: { '/ws/src/main.ts': 'r-' } },
  'something hidden': {
    entries: [all, rule('/ws', 'write'), rule('/home/me/.ssh', 'deny'), rule('/ws/.env', 'deny')],
    verdicts: { '/home/me/.ssh/id': '--', '/ws/.env': '--', '/home/me/notes': 'r-', '/ws/src/main.ts': 'rw' },
    refused: ['windows'],
  },
  'something to read in something hidden': {
    entries: [all, rule('/home/me', 'deny'), rule('/home/me/notes', 'read')],
    verdicts: { '/home/me/notes': 'r-', '/home/me/.ssh/id': '--' },
    refused: ['windows'],
  },
  'only some directories to read': {
    entries: [minimal, rule('/ws', 'read')],
    verdicts: { '/ws/src/main.ts': 'r-', '/home/me/notes': '--' },
    refused: ['windows'],
  },
  'a pattern about the whole disk with directories behind a name': {
    entries: [all, pattern('/**/a/**/k')],
    verdicts: {},
    refused: ['mounts', 'seatbelt', 'windows'],
  },
  'a root behind a link that can be replaced': {
    entries: [all, rule('/ws', 'write'), rule('/ws/link', 'write')],
    verdicts: {},
    refused: ['mounts', 'seatbelt', 'windows'],
  },
  'the whole disk to write, but for a part': {
    entries: [wholeDisk('write'), rule('/ws', 'read')],
    verdicts: { '/ws/src/main.ts': 'r-', '/home/me/notes': 'rw' },
    refused: ['windows'],
  },
};

describe('one profile gets one verdict from the planners of all platforms, or is refused:', () => {
  it.each(Object.entries(rows))('%s', (_, { entries, network = 'enabled', verdicts, refused = [] }) => {
    const request = requested(managed(entries, network), tree);
    const paths = Object.keys(verdicts) as AbsolutePath[];
    const rules = compileAccess({ kind: 'restricted', entries }, request.context);
    expect(paths.map((path) => print({ read: rules.canRead(path), write: rules.canWrite(path) }))).toEqual(
      Object.values(verdicts),
    );
    const answers = Object.entries(planners).map(([name, answer]) => [name, answer(request, paths)]);
    const expected = Object.keys(planners).map((name) => [
      name,
      (refused as readonly string[]).includes(name) ? 'refused' : Object.values(verdicts),
    ]);
    expect(answers).toEqual(expected);
  });
});
