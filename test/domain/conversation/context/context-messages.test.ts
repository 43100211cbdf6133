import { describe, expect, it } from 'vitest';
import {
  contextMessages,
  type TurnSurroundings,
} from '../../../../src/domain/conversation/context/context-messages.js';
import type { HistoryItem } from '../../../../src/domain/conversation/history-item.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';

const cwd = '/repo' as AbsolutePath;
const surroundings: TurnSurroundings = {
  permissions: { fileSystem: { kind: 'read-only' }, network: 'restricted', approvalPolicy: 'never' },
  environment: {
    cwd,
    shell: 'bash',
    currentDate: '2026-11-20',
    timezone: 'Etc/UTC',
    workspaceRoots: [cwd],
    profile: { kind: 'disabled' },
  },
};
const instructed: TurnSurroundings = {
  ...surroundings,
  developerInstructions: 'Be kind.',
  projectInstructions: '# AGENTS.md instructions',
};

/** Role and the beginning of each part. */
function outline(messages: readonly HistoryItem[]): readonly unknown[] {
  return messages.map((item) =>
    item.kind === 'message'
      ? [item.role, ...item.content.map((part) => (part.kind === 'image' ? '' : part.text.slice(0, 21)))]
      : item.kind,
  );
}

describe('contextMessages', () => {
  it('says everything at first: the developer, then the user', () => {
    expect(outline(contextMessages(instructed))).toEqual([
      ['developer', '<permissions instruct', 'Be kind.'],
      ['user', '# AGENTS.md instructi', '<environment_context>'],
    ]);
  });

  it('leaves out what is not there', () => {
    expect(outline(contextMessages(surroundings))).toEqual([
      ['developer', '<permissions instruct'],
      ['user', '<environment_context>'],
    ]);
  });

  it('says nothing again', () => {
    expect(contextMessages({ ...instructed }, instructed)).toEqual([]);
  });

  it.each<[string, Partial<TurnSurroundings>, readonly unknown[]]>([
    [
      'permissions',
      { permissions: { ...surroundings.permissions, network: 'enabled' } },
      [['developer', '<permissions instruct']],
    ],
    [
      'the day',
      { environment: { ...surroundings.environment, currentDate: '2026-11-21' } },
      [['user', '<environment_context>']],
    ],
    ['the instructions of the host', { developerInstructions: 'Be bold.' }, [['developer', 'Be bold.']]],
    ['the instructions of the project', { projectInstructions: 'New.' }, [['user', 'New.']]],
  ])('says again only what changed: %s', (_, change, expected) => {
    expect(outline(contextMessages({ ...instructed, ...change }, instructed))).toEqual(expected);
  });
});
