import type { HistoryItem } from './history-item.js';
import type { AgentMessageItem, ReasoningItem, WebSearchItem } from './thread-item.js';
import type { ThreadRecord } from './thread-record.js';

/** An item of the model as hosts see it, before it has an id. */
export type ShownItem = Omit<AgentMessageItem, 'id'> | Omit<ReasoningItem, 'id'> | Omit<WebSearchItem, 'id'>;

/** What an item that the model finished looks like from outside; `undefined` when it shows nothing, as calls of tools do. */
export function shownItem(item: HistoryItem): ShownItem | undefined {
  switch (item.kind) {
    case 'message':
      return item.role === 'assistant' ? { type: 'agent_message', text: messageText(item) } : undefined;
    case 'reasoning': {
      const text = item.summary.join('\n');
      return text === '' ? undefined : { type: 'reasoning', text };
    }
    case 'opaque':
      return webSearch(item.json);
    default:
      return undefined;
  }
}

/** What a session notes about an item for its readers, besides the item itself. */
export function sessionNote(item: HistoryItem): ThreadRecord | undefined {
  const shown = shownItem(item);
  if (shown?.type === 'reasoning') return { kind: 'agent-reasoning', text: shown.text };
  if (shown?.type !== 'agent_message') return undefined;
  const phase = item.kind === 'message' ? item.phase : undefined;
  return { kind: 'agent-message', text: shown.text, ...(phase === undefined ? {} : { phase }) };
}

/** The text of a message, its parts joined; images are left out. */
export function messageText(item: Extract<HistoryItem, { kind: 'message' }>): string {
  return item.content.map((part) => (part.kind === 'image' ? '' : part.text)).join('');
}

/** Searches that the provider runs arrive as items that are otherwise only passed on. */
function webSearch(json: string): ShownItem | undefined {
  if (!json.includes('"web_search_call"')) return undefined;
  const item: unknown = JSON.parse(json);
  if (fieldOf(item, 'type') !== 'web_search_call') return undefined;
  const action = fieldOf(item, 'action') ?? { type: 'other' };
  return { type: 'web_search', query: searchedFor(action), action };
}

/** Of several searches at once, the first stands for all. */
function searchedFor(action: unknown): string {
  const [pattern, url, query] = [textOf(action, 'pattern'), textOf(action, 'url'), textOf(action, 'query')];
  if (pattern !== '' && url !== '') return `'${pattern}' in ${url}`;
  if (query !== '') return query;
  const queries = fieldOf(action, 'queries');
  const [first, ...others] = Array.isArray(queries) ? queries.filter((text) => typeof text === 'string') : [];
  if (first === undefined) return url;
  return others.length === 0 ? first : `${first} ...`;
}

function textOf(value: unknown, name: string): string {
  const text = fieldOf(value, name);
  return typeof text === 'string' ? text : '';
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
