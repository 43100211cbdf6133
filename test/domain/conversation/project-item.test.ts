import { describe, expect, it } from 'vitest';
import { shownItem } from '../../../src/domain/conversation/project-item.js';

const searchOf = (action?: object) =>
  shownItem({ kind: 'opaque', json: JSON.stringify({ type: 'web_search_call', status: 'completed', action }) });

describe('a web search of the provider', () => {
  it.each<[object, string]>([
    [{ type: 'search', query: 'weather' }, 'weather'],
    [{ type: 'search', query: 'weather', queries: ['weather', 'rain'] }, 'weather'],
    [{ type: 'search', queries: ['weather'] }, 'weather'],
    [{ type: 'search', queries: ['weather', 'rain'] }, 'weather ...'],
    [{ type: 'search', queries: [1, null] }, ''],
    [{ type: 'search', query: '', queries: [] }, ''],
    [{ type: 'open_page', url: 'https://example.com/' }, 'https://example.com/'],
    [{ type: 'find_in_page', url: 'https://example.com/', pattern: 'rain' }, `'rain' in https://example.com/`],
    [{ type: 'something_new', depth: 2 }, ''],
  ])('%j is shown as `%s`, with what it did', (action, query) => {
    expect(searchOf(action)).toEqual({ type: 'web_search', query, action });
  });

  it('always says what it did, even when the provider does not', () => {
    expect(searchOf()).toEqual({ type: 'web_search', query: '', action: { type: 'other' } });
  });
});
