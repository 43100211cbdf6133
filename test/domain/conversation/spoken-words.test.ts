import { describe, expect, it } from 'vitest';
import { summaryPrefix } from '../../../src/domain/conversation/compaction/compaction-prompt.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryItem } from '../../../src/domain/conversation/history-item.js';
import { spokenWords } from '../../../src/domain/conversation/spoken-words.js';
import { userMessage } from '../../../src/domain/conversation/user-message.js';

const png = { kind: 'bytes', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) } as const;

describe('spokenWords', () => {
  it.each<[string, HistoryItem, string]>([
    ['a prompt', userMessage('Fix the sum', []), 'Fix the sum'],
    ['a prompt with an image', userMessage('What is this?', [{ path: '/a">b.png', content: png }]), 'What is this?'],
    ['an image alone', userMessage('', [{ path: '/a.png', content: png }]), ''],
    ['the surroundings', userMessage('<environment_context>\n</environment_context>', []), ''],
    ['instructions of the project', userMessage('# AGENTS.md instructions for /repo', []), ''],
    ['notes of a compaction', userMessage(`${summaryPrefix}\nnotes`, []), ''],
    [
      'an answer',
      { kind: 'message', role: 'assistant', content: [{ kind: 'output-text', text: '"role":"user"' }] },
      '',
    ],
    ['an output', { kind: 'function-call-output', callId: 'c', output: '{"role":"user"}' }, ''],
  ])('of %s', (_, item, expected) => {
    expect(spokenWords(encodeHistoryItem(item))).toBe(expected);
  });

  it('does not decode what cannot be spoken', () => {
    const entry = {
      json: '{"type":"function_call_output","call_id":"c","output":"\\"role\\":\\"user\\" and \'\\"role\\":\\"user\\"\'"}',
      get item(): HistoryItem {
        throw new Error('decoded');
      },
    };
    expect(spokenWords(entry)).toBe('');
  });
});
