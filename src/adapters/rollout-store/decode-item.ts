import { decodeHistoryItem } from '../../domain/conversation/decode-history-item.js';
import type { HistoryEntry } from '../../domain/conversation/history-item.js';
import { jsonElementTexts, jsonMemberText, withoutJsonMembers } from '../../domain/conversation/json-members.js';
import { parseFields } from './json-fields.js';
import { StoredEntry } from './stored-entry.js';

const beforeTimestamp = '{"timestamp":"';
const timestampLength = '2026-11-20T11:50:16.464Z'.length;
const beforeItem = '","type":"response_item","payload":';

/** Notes that later releases of the public Codex keep in an item; a provider would not know them. */
const privateMember = 'internal_chat_message_metadata_passthrough';

/**
 * The item of a line in the form in which this store writes it, or undefined for every other line. The item's text is taken out of the
 * line as it is: this is what makes resuming long threads cheap.
 */
export function decodeItemLine(line: string): HistoryEntry | undefined {
  const itemAt = beforeTimestamp.length + timestampLength;
  if (!line.startsWith(beforeItem, itemAt) || !line.startsWith(beforeTimestamp) || !line.endsWith('}'))
    return undefined;
  return decodeItem(line.slice(itemAt + beforeItem.length, -1));
}

/** The item in the payload of any other `response_item` line, which must be valid JSON. */
export function decodeItemPayload(line: string): HistoryEntry | undefined {
  const text = jsonMemberText(line, 'payload');
  return text === undefined ? undefined : decodeItem(text);
}

/** The output of a call in the event of a line, which must be valid JSON; undefined for other items. */
export function decodeKeptOutput(line: string): HistoryEntry | undefined {
  const payload = jsonMemberText(line, 'payload');
  const text = payload === undefined ? undefined : jsonMemberText(payload, 'item');
  const entry = text === undefined ? undefined : decodeItem(text);
  const kind = entry?.item.kind;
  return kind === 'function-call-output' || kind === 'custom-tool-call-output' ? entry : undefined;
}

/** The items of an array that is a member of the payload of a line, which must be valid JSON. Damaged items are left out. */
export function decodeItemList(line: string, member: string): readonly HistoryEntry[] {
  const payload = jsonMemberText(line, 'payload');
  const array = payload === undefined ? undefined : jsonMemberText(payload, member);
  return array === undefined ? [] : jsonElementTexts(array).flatMap((text) => decodeItem(text) ?? []);
}

/** The text is checked here, so hostile text cannot reach beyond its place in a request. */
function decodeItem(text: string): HistoryEntry | undefined {
  // A parser is quicker than a search for the private member, and messages have to be parsed anyway to be sure that they are whole.
  if (isDeferrable(text)) return new StoredEntry(text);
  const decoded = decodeHistoryItem(text);
  if (!decoded.ok || isLocal(text)) return undefined;
  return text.includes(privateMember) ? withoutPrivateMember(decoded.value) : decoded.value;
}

/** Whether the text is whole and can be kept as it is. */
function isDeferrable(text: string): boolean {
  if (!text.startsWith('{"type":"message",') && !text.startsWith('{"type":"reasoning",')) return false;
  const fields = parseFields(text);
  if (fields === undefined || fields.id !== undefined || fields.status !== undefined) return false;
  return (
    Array.isArray(fields.summary ?? fields.content) && !Object.hasOwn(fields, privateMember) && !text.includes('\r')
  );
}

function withoutPrivateMember({ json }: HistoryEntry): HistoryEntry | undefined {
  const cleaned = decodeHistoryItem(withoutJsonMembers(json, new Set([privateMember])));
  return cleaned.ok ? cleaned.value : undefined;
}

/** Snapshots of the working tree are kept among the items, but no model reads them. */
function isLocal(text: string): boolean {
  return text.startsWith('{"type":"ghost_snapshot"');
}
