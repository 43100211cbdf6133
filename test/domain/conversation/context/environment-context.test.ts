import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EnvironmentFacts,
  renderEnvironmentContext,
} from '../../../../src/domain/conversation/context/environment-context.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../../src/domain/permissions/file-system-policy.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);
// Hostile names are the point here, so nothing is parsed.
const path = (text: string) => text as AbsolutePath;

const readAll: FileSystemEntry = { path: { kind: 'special', special: { kind: 'root' } }, access: 'read' };
const facts: EnvironmentFacts = {
  cwd: path('/tmp/cw'),
  shell: 'bash',
  currentDate: '2026-11-20',
  timezone: 'Etc/UTC',
  workspaceRoots: [path('/tmp/cw')],
  profile: restricted(readAll),
};

function restricted(...entries: readonly FileSystemEntry[]): PermissionProfile {
  return { kind: 'managed', fileSystem: { kind: 'restricted', entries }, network: 'restricted' };
}

function profileIn(text: string | undefined): string | undefined {
  return /<permission_profile.*<\/permission_profile>/s.exec(text ?? '')?.[0];
}

describe('renderEnvironmentContext', () => {
  it('names everything the first time', () => {
    expect(renderEnvironmentContext(facts)).toBe(
      [
        '<environment_context>',
        '  <cwd>/tmp/cw</cwd>',
        '  <shell>bash</shell>',
        '  <current_date>2026-11-20</current_date>',
        '  <timezone>Etc/UTC</timezone>',
        '  <filesystem><workspace_roots><root>/tmp/cw</root></workspace_roots><permission_profile type="managed"><file_system type="restricted"><entry access="read"><special>:root</special></entry></file_system></permission_profile></filesystem>',
        '</environment_context>',
      ].join('\n'),
    );
  });

  it('says nothing when nothing changed', () => {
    expect(renderEnvironmentContext({ ...facts }, facts)).toBeUndefined();
  });

  it.each<[string, Partial<EnvironmentFacts>, string]>([
    ['the date', { currentDate: '2026-11-21' }, '  <current_date>2026-11-21</current_date>'],
    ['the working directory', { cwd: path('/other') }, '  <cwd>/other</cwd>'],
    ['the shell', { shell: 'zsh' }, '  <shell>zsh</shell>'],
    ['the time zone', { timezone: 'Europe/Berlin' }, '  <timezone>Europe/Berlin</timezone>'],
    [
      'the permissions',
      { profile: { kind: 'disabled' } },
      '  <filesystem><workspace_roots><root>/tmp/cw</root></workspace_roots><permission_profile type="disabled"><file_system type="unrestricted" /></permission_profile></filesystem>',
    ],
  ])('names only what changed: %s', (_, change, line) => {
    expect(renderEnvironmentContext({ ...facts, ...change }, facts)).toBe(
      `<environment_context>\n${line}\n</environment_context>`,
    );
  });

  it.each<[string, PermissionProfile, string]>([
    [
      'a disabled sandbox',
      { kind: 'disabled' },
      '<permission_profile type="disabled"><file_system type="unrestricted" /></permission_profile>',
    ],
    [
      'a sandbox of somebody else',
      { kind: 'external', network: 'restricted' },
      '<permission_profile type="external"><file_system type="unrestricted" /></permission_profile>',
    ],
    [
      'an unrestricted file system',
      { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'restricted' },
      '<permission_profile type="managed"><file_system type="unrestricted" /></permission_profile>',
    ],
    [
      'every kind of entry',
      restricted(
        { path: { kind: 'path', path: path('/a') }, access: 'write' },
        { path: { kind: 'special', special: { kind: 'slash-tmp' } }, access: 'write' },
        { path: { kind: 'special', special: { kind: 'tmpdir' } }, access: 'write' },
        { path: { kind: 'special', special: { kind: 'minimal' } }, access: 'read' },
        { path: { kind: 'special', special: { kind: 'workspace-roots' } }, access: 'write' },
      ),
      '<permission_profile type="managed"><file_system type="restricted">' +
        '<entry access="write"><path>/a</path></entry>' +
        '<entry access="write"><special>:slash_tmp</special></entry>' +
        '<entry access="write"><special>:tmpdir</special></entry>' +
        '<entry access="read"><special>:minimal</special></entry>' +
        '<entry access="write"><special>:workspace_roots</special></entry>' +
        '</file_system></permission_profile>',
    ],
  ])('shows %s', (_, profile, expected) => {
    expect(profileIn(renderEnvironmentContext({ ...facts, profile }))).toBe(expected);
  });

  it('lets no name end its element, wherever it stands', () => {
    const hostile = fc
      .array(fc.constantFrom('</cwd>', '<', '>', '&', '&lt;', '"', "'", ']]>', '</environment_context>', 'x', ' '))
      .map((parts) => path(`/${parts.join('')}`));
    fc.assert(
      fc.property(hostile, (name) => {
        const profile = restricted({ path: { kind: 'path', path: name }, access: 'read' });
        const text =
          renderEnvironmentContext({ ...facts, cwd: name, shell: name, workspaceRoots: [name], profile }) ?? '';
        const tags = text.match(/<\/?[a-z_]+/g) ?? [];
        const plain = renderEnvironmentContext({
          ...facts,
          profile: restricted({ path: { kind: 'path', path: facts.cwd }, access: 'read' }),
        });
        expect(tags).toEqual(plain?.match(/<\/?[a-z_]+/g));
        expect(unescaped(/<cwd>(.*)<\/cwd>/.exec(text)?.[1])).toBe(name);
      }),
      { numRuns },
    );
  });
});

function unescaped(text = ''): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
