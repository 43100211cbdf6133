import { describe, expect, it } from 'vitest';
import {
  renderProjectInstructions,
  withinBudget,
} from '../../../../src/domain/conversation/context/project-instructions.js';

describe('renderProjectInstructions', () => {
  it.each([
    ['nothing', { project: [] }, undefined],
    ['an empty project', { project: [''] }, undefined],
    [
      'the project alone',
      { project: ['Use tabs.\n'] },
      '# AGENTS.md instructions for /repo\n\n<INSTRUCTIONS>\nUse tabs.\n\n</INSTRUCTIONS>',
    ],
    [
      'the user alone',
      { project: [], global: 'Be brief.' },
      '# AGENTS.md instructions\n\n<INSTRUCTIONS>\nBe brief.\n</INSTRUCTIONS>',
    ],
    [
      'both',
      { project: ['root', 'inner'], global: 'Be brief.' },
      '# AGENTS.md instructions for /repo\n\n<INSTRUCTIONS>\nBe brief.\n\n--- project-doc ---\n\nroot\n\ninner\n</INSTRUCTIONS>',
    ],
  ])('passes on %s', (_, found, expected) => {
    expect(renderProjectInstructions({ cwd: '/repo', ...found })).toBe(expected);
  });
});

describe('withinBudget', () => {
  const documents = ['abcd', 'efgh', 'ijkl'].map((text) => new TextEncoder().encode(text));
  it.each<[number, readonly string[]]>([
    [0, []],
    [1, ['a']],
    [4, ['abcd']],
    [6, ['abcd', 'ef']],
    [12, ['abcd', 'efgh', 'ijkl']],
    [99, ['abcd', 'efgh', 'ijkl']],
  ])('keeps %i bytes in all, the first documents before the last', (maxBytes, kept) => {
    expect(withinBudget(documents, maxBytes).map((bytes) => new TextDecoder().decode(bytes))).toEqual(kept);
  });
});
