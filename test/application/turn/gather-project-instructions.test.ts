import { describe, expect, it } from 'vitest';
import { type InMemoryEntry, InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import {
  type DocumentSearch,
  gatherProjectInstructions,
} from '../../../src/application/turn/gather-project-instructions.js';
import { absolute } from '../support/build.js';

type Entries = Readonly<Record<string, InMemoryEntry>>;

const defaults: DocumentSearch = {
  codexHome: absolute('/home/user/.codex'),
  maxBytes: 32_768,
  fallbackNames: [],
  rootMarkers: ['.git'],
  mayShow: () => Promise.resolve(true),
};

/** A repository with a directory in it, where the thread works. */
const repository: Entries = { '/repo/.git/HEAD': 'ref', '/repo/sub/deep/x.ts': '' };

function gathered(entries: Entries, search: Partial<DocumentSearch> = {}, cwd = '/repo/sub/deep') {
  const files = new InMemoryFileSystem({ ...repository, ...entries });
  return gatherProjectInstructions(files, absolute(cwd), { ...defaults, ...search });
}

/** The message that holds these documents. */
function project(...documents: readonly string[]): string {
  return `# AGENTS.md instructions for /repo/sub/deep\n\n<INSTRUCTIONS>\n${documents.join('\n\n')}\n</INSTRUCTIONS>`;
}

const user = (text: string): string => `# AGENTS.md instructions\n\n<INSTRUCTIONS>\n${text}\n</INSTRUCTIONS>`;

describe('the instructions of the user', () => {
  it.each<[string, Entries, string | undefined]>([
    ['are none without a file', {}, undefined],
    ['come from AGENTS.md, trimmed', { '/home/user/.codex/AGENTS.md': '\n Be brief. \n' }, user('Be brief.')],
    [
      'come from the override first',
      { '/home/user/.codex/AGENTS.md': 'a', '/home/user/.codex/AGENTS.override.md': 'b' },
      user('b'),
    ],
    [
      'fall through a blank override',
      { '/home/user/.codex/AGENTS.md': 'a', '/home/user/.codex/AGENTS.override.md': ' \n\t' },
      user('a'),
    ],
    ['are none when they are blank', { '/home/user/.codex/AGENTS.md': ' \n' }, undefined],
    [
      'may be kept elsewhere',
      { '/home/user/.codex/AGENTS.md': { type: 'symlink', target: '/dot/a' }, '/dot/a': 'linked' },
      user('linked'),
    ],
    ['are none when they are no file', { '/home/user/.codex/AGENTS.md': { type: 'directory' } }, undefined],
  ])('%s', async (_, entries, expected) => {
    expect(await gathered(entries)).toBe(expected);
  });

  it('do not count against the budget of the project', async () => {
    const entries = { '/home/user/.codex/AGENTS.md': 'a long text of the user', '/repo/AGENTS.md': 'project' };
    expect(await gathered(entries, { maxBytes: 4 })).toContain(
      'a long text of the user\n\n--- project-doc ---\n\nproj\n',
    );
  });
});

describe('the instructions of the project', () => {
  it.each<[string, Entries, Partial<DocumentSearch>, string | undefined]>([
    [
      'are collected from its root down to the working directory',
      {
        '/repo/AGENTS.md': 'root',
        '/repo/sub/AGENTS.md': 'sub',
        '/repo/sub/deep/AGENTS.md': 'deep',
        '/AGENTS.md': 'above',
      },
      {},
      project('root', 'sub', 'deep'),
    ],
    ['are kept as they are', { '/repo/AGENTS.md': ' root \n' }, {}, project(' root \n')],
    [
      'come from the override of a directory first',
      { '/repo/AGENTS.md': 'a', '/repo/AGENTS.override.md': 'b' },
      {},
      project('b'),
    ],
    ['come from other names only when they are asked for', { '/repo/CLAUDE.md': 'a' }, {}, undefined],
    [
      'come from other names last',
      { '/repo/CLAUDE.md': 'a', '/repo/sub/AGENTS.md': 's', '/repo/sub/CLAUDE.md': 't' },
      { fallbackNames: ['CLAUDE.md'] },
      project('a', 's'),
    ],
    [
      'come from the first of several other names',
      { '/repo/B.md': 'b', '/repo/C.md': 'c' },
      { fallbackNames: ['A.md', 'B.md', 'C.md'] },
      project('b'),
    ],
    [
      'are hidden by a blank file, which says nothing itself',
      { '/repo/AGENTS.override.md': ' \n', '/repo/AGENTS.md': 'a', '/repo/sub/AGENTS.md': 's' },
      {},
      project('s'),
    ],
    [
      'are only those of the working directory without a root',
      { '/repo/AGENTS.md': 'root', '/repo/sub/deep/AGENTS.md': 'deep' },
      { rootMarkers: ['.hg'] },
      project('deep'),
    ],
    [
      'are only those of the working directory without markers',
      { '/repo/AGENTS.md': 'root', '/repo/sub/deep/AGENTS.md': 'deep' },
      { rootMarkers: [] },
      project('deep'),
    ],
    [
      'begin at the nearest root',
      { '/repo/AGENTS.md': 'root', '/repo/sub/.git': 'gitdir: /x', '/repo/sub/AGENTS.md': 'sub' },
      {},
      project('sub'),
    ],
    [
      'begin at any of several markers',
      { '/repo/sub/go.mod': '', '/repo/AGENTS.md': 'root', '/repo/sub/AGENTS.md': 'sub' },
      { rootMarkers: ['.git', 'go.mod'] },
      project('sub'),
    ],
    [
      'have a budget of bytes, which the outermost use first',
      { '/repo/AGENTS.md': 'abcd', '/repo/sub/AGENTS.md': 'efgh', '/repo/sub/deep/AGENTS.md': 'ijkl' },
      { maxBytes: 6 },
      project('abcd', 'ef'),
    ],
    ['are not read with a budget of nothing', { '/repo/AGENTS.md': 'abcd' }, { maxBytes: 0 }, undefined],
    [
      'may be a link within the project',
      { '/repo/AGENTS.md': { type: 'symlink', target: 'docs/agents.md' }, '/repo/docs/agents.md': 'linked' },
      {},
      project('linked'),
    ],
    [
      'are not read through a link that leaves the project',
      { '/repo/AGENTS.md': { type: 'symlink', target: '/etc/passwd' }, '/etc/passwd': 'secret' },
      {},
      undefined,
    ],
    [
      'are not read through a directory that leaves the project',
      { '/repo/sub/deep': { type: 'symlink', target: '/etc' }, '/etc/AGENTS.md': 'secret' },
      {},
      undefined,
    ],
    [
      'are no directory and no device',
      { '/repo/AGENTS.override.md': { type: 'directory' }, '/repo/AGENTS.md': { type: 'other' } },
      {},
      undefined,
    ],
    [
      'are left out when nobody may read them',
      { '/repo/AGENTS.md': { type: 'file', content: 'x', access: 'none' } },
      {},
      undefined,
    ],
  ])('%s', async (_, entries, search, expected) => {
    expect(await gathered(entries, search)).toBe(expected);
  });

  it('are read as they are now', async () => {
    const files = new InMemoryFileSystem({ ...repository, '/repo/AGENTS.md': 'before' });
    const first = await gatherProjectInstructions(files, absolute('/repo'), defaults);
    files.place('/repo/AGENTS.md', 'after');
    const second = await gatherProjectInstructions(files, absolute('/repo'), defaults);
    expect([first, second].map((text) => text?.split('\n')[3])).toEqual(['before', 'after']);
  });

  it('are cut within a character without harm', async () => {
    const text = await gathered({ '/repo/AGENTS.md': 'aé' }, { maxBytes: 2 });
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });
});
