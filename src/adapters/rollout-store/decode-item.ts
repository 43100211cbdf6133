import { decodeHistoryItem } from '../../domain/conversation/decode-history-item.js';
import type { HistoryEntry } from '../../domain/conversation/history-item.js';
import { jsonElementTexts, jsonMemberText, withoutJsonMembers } from '../../domain/conversation/json-members.js';

const envelope = /^\{"timestamp":"[^"\\]{0,40}","type":"response_item","payload":/;

/** Notes that later releases of the public Codex keep in an item; a provider would not know them. */
const privateMember = 'internal_chat_message_metadata_passthrough';

/**
 * The item of a line in the form in which this store writes it, or undefined for every other line. The item's text is taken out of the
 * line as it is: this is what makes resuming long threads cheap.
 */
export function decodeItemLine(line: string): HistoryEntry | undefined {
  const start = envelope.exec(line)?.[0].length;
  return start === undefined || !line.endsWith('}') ? undefined : decodeItem(line.slice(start, -1));
}

/** The item in the payload of any other `response_item` line, which must be valid JSON. */
export function decodeItemPayload(line: string): HistoryEntry | undefined {
  const text = jsonMemberText(line, 'payload');
  return text === undefined ? undefined : decodeItem(text);
}

/** The items of an array that is a member of the payload of a line, which must be valid JSON. Damaged items are left out. */
export function decodeItemList(line: string, member: string): readonly HistoryEntry[] {
  const payload = jsonMemberText(line, 'payload');
  const array = payload === undefined ? undefined : jsonMemberText(payload, member);
  return array === undefined ? [] : jsonElementTexts(array).flatMap((text) => decodeItem(text) ?? []);
}

/** The text is checked here, so hostile text cannot reach beyond its place in a request. */
function decodeItem(text: string): HistoryEntry | undefined {
  const decoded = decodeHistoryItem(text);
  if (!decoded.ok || isLocal(text)) return undefined;
  if (!text.includes(privateMember)) return decoded.value;
  const cleaned = decodeHistoryItem(withoutJsonMembers(decoded.value.json, new Set([privateMember])));
  return cleaned.ok ? cleaned.value : undefined;
}

/** Snapshots of the working tree are kept among the items, but no model reads them. */
function isLocal(text: string): boolean {
  return text.startsWith('{"type":"ghost_snapshot"');
}
