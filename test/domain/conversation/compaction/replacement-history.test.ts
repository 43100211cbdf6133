import { describe, expect, it } from 'vitest';
import { summaryPrefix } from '../../../../src/domain/conversation/compaction/compaction-prompt.js';
import { recentHistory } from '../../../../src/domain/conversation/compaction/recent-history.js';
import { replacementHistory } from '../../../../src/domain/conversation/compaction/replacement-history.js';
import { encodeHistoryItem } from '../../../../src/domain/conversation/encode-history-item.js';
import type { ContentPart, HistoryEntry, HistoryItem } from '../../../../src/domain/conversation/history-item.js';

const message = (role: 'developer' | 'user' | 'assistant', ...texts: string[]): HistoryItem => ({
  kind: 'message',
  role,
  content: texts.map((text): ContentPart => ({ kind: role === 'assistant' ? 'output-text' : 'input-text', text })),
});
const call = (callId: string): HistoryItem => ({ kind: 'function-call', callId, name: 'tool', arguments: '{}' });
const output = (callId: string): HistoryItem => ({ kind: 'function-call-output', callId, output: 'out' });
const entries = (...items: HistoryItem[]): readonly HistoryEntry[] => items.map(encodeHistoryItem);
const context = [message('developer', 'permissions'), message('user', '<environment_context>\n</environment_context>')];

describe('the history after a compaction', () => {
  it('has the surroundings, what the user said, and the notes, and nothing else', () => {
    const history = entries(
      ...context,
      message('user', '# AGENTS.md instructions\n\nrules', '<environment_context>'),
      message('user', 'first'),
      message('assistant', 'thinking'),
      call('a'),
      output('a'),
      message('user', '<turn_aborted>\nstopped\n</turn_aborted>'),
      message('user', `${summaryPrefix}\nolder notes`),
      message('user', 'second'),
    );
    const replaced = replacementHistory({ context, history, summary: 'notes', maxUserTokens: 100 });
    const notes = `${summaryPrefix}\nnotes`;
    expect(replaced).toEqual({
      message: notes,
      entries: entries(...context, message('user', 'first'), message('user', 'second'), message('user', notes)),
    });
  });

  it('keeps the latest words of the user and cuts the oldest that still fits in part', () => {
    const history = entries(message('user', 'gone'), message('user', 'a'.repeat(400)), message('user', 'b'.repeat(40)));
    const { entries: kept } = replacementHistory({ context: [], history, summary: 's', maxUserTokens: 30 });
    const cut = `Warning: truncated output (original token count: 100)\nTotal output lines: 1\n\n${'a'.repeat(40)}…80 tokens truncated…${'a'.repeat(40)}`;
    expect(kept).toEqual(
      entries(message('user', cut), message('user', 'b'.repeat(40)), message('user', `${summaryPrefix}\ns`)),
    );
  });

  it('leaves images out', () => {
    const image: HistoryItem = {
      kind: 'message',
      role: 'user',
      content: [{ kind: 'image', url: 'data:image/png;base64,AAAA' }],
    };
    const { entries: kept } = replacementHistory({
      context: [],
      history: entries(image),
      summary: 's',
      maxUserTokens: 30,
    });
    expect(kept).toEqual(entries(message('user', `${summaryPrefix}\ns`)));
  });
});

describe('the latest part of a history', () => {
  const history = entries(message('user', 'old'), call('a'), output('a'), message('user', 'new'), call('b'));

  it('is all of it, unchanged, when everything is asked for', () => {
    expect(recentHistory(history, 1)).toBe(history);
  });

  it('has no output without a call and no call without an output', () => {
    const [, , lost, said, open] = history;
    const size = (list: readonly (HistoryEntry | undefined)[]): number =>
      list.reduce((sum, entry) => sum + (entry?.json.length ?? 0), 0);
    const share = size([lost, said, open]) / size(history);
    const aborted = entries({ kind: 'function-call-output', callId: 'b', output: 'aborted' });
    expect(recentHistory(history, share)).toEqual([said, open, ...aborted]);
  });
});
