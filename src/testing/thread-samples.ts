import { encodeHistoryItem } from '../domain/conversation/encode-history-item.js';
import type { HistoryEntry, HistoryItem } from '../domain/conversation/history-item.js';
import type { ThreadHeader, ThreadRecord } from '../domain/conversation/thread-record.js';
import { type AbsolutePath, parseAbsolutePath } from '../domain/paths/absolute-path.js';

/** Where the threads of the contract suite work. */
export const contractDirectory = absolute('/work/project');

/** Where some of them work instead. */
export const otherDirectory = absolute('/work/other');

const begin = Date.UTC(2026, 10, 20, 10, 10, 42, 375);
const turnId = '01a1f861-0b4b-7ea1-b126-0000000000aa';

/** A header that has every field; later ones of higher `index` were created later. */
export function contractHeader(index: number): ThreadHeader {
  return {
    threadId: `01a1f861-0b4b-7ea1-b126-${index.toString(16).padStart(12, '0')}`,
    createdAt: begin + index * 1000,
    cwd: contractDirectory,
    originator: 'contract_suite',
    version: '1.2.3',
    source: 'sdk',
    modelProvider: 'contract',
    baseInstructions: 'Be brief.\n"Quoted" ünïcode \u2028 😀',
    git: { commit: '0123456789abcdef0123456789abcdef01234567', branch: 'main', repositoryUrl: 'https://example.com/r' },
  };
}

/** A prompt without images. */
export function userMessage(text: string): ThreadRecord {
  return { kind: 'user-message', text, images: [], localImages: [] };
}

const items: readonly HistoryItem[] = [
  { kind: 'message', role: 'developer', content: [{ kind: 'input-text', text: 'Rules\r\n\u2028' }] },
  {
    kind: 'message',
    role: 'user',
    content: [
      { kind: 'input-text', text: 'Look "here" \\ 😀' },
      { kind: 'image', url: 'data:image/png;base64,AA==', detail: 'high' },
    ],
  },
  { kind: 'reasoning', summary: ['**Thinking**'], content: ['raw'], encryptedContent: 'c2VjcmV0' },
  { kind: 'function-call', callId: 'call_1', name: 'exec_command', namespace: 'space', arguments: '{"cmd": "ls"' },
  { kind: 'function-call-output', callId: 'call_1', output: 'first\nsecond' },
  { kind: 'custom-tool-call', callId: 'call_2', name: 'apply_patch', input: '*** Begin Patch\n*** End Patch' },
  { kind: 'custom-tool-call-output', callId: 'call_2', output: [{ kind: 'input-text', text: 'Done' }] },
  { kind: 'message', role: 'assistant', content: [{ kind: 'output-text', text: 'Hi' }], phase: 'final_answer' },
  { kind: 'opaque', json: '{"type":"web_search_call","status":"completed","big":12345678901234567890,"e":1e2}' },
];

const usage = {
  inputTokens: 100,
  cachedInputTokens: 10,
  cacheWriteInputTokens: 3,
  outputTokens: 20,
  reasoningOutputTokens: 5,
  totalTokens: 120,
};

/** Records of every kind, with and without their optional fields. */
export const allRecords: readonly ThreadRecord[] = [
  { kind: 'turn-started', turnId, at: begin + 1, contextWindow: 258_400 },
  {
    kind: 'turn-context',
    context: {
      turnId,
      cwd: contractDirectory,
      workspaceRoots: [contractDirectory, otherDirectory],
      currentDate: '2026-11-20',
      timezone: 'Etc/UTC',
      approvalPolicy: 'on-request',
      permissionProfile: {
        kind: 'managed',
        fileSystem: {
          kind: 'restricted',
          entries: [
            { path: { kind: 'special', special: { kind: 'root' } }, access: 'read' },
            { path: { kind: 'path', path: contractDirectory }, access: 'write' },
            { path: { kind: 'path', path: absolute('/work/project/.git') }, access: 'read', missingPath: 'skip' },
          ],
        },
        network: 'restricted',
      },
      permissionProfileId: ':workspace',
      model: 'contract-model',
      reasoningEffort: 'high',
      reasoningSummary: 'detailed',
    },
  },
  ...items.map((item): ThreadRecord => ({ kind: 'item', entry: entryOf(item) })),
  {
    kind: 'call-output',
    entry: entryOf({ kind: 'function-call-output', callId: 'call_3', output: 'early\noutput' }),
  },
  { kind: 'user-message', text: 'Look', images: ['https://example.com/a.png'], localImages: ['/work/project/b.png'] },
  { kind: 'agent-reasoning', text: '**Thinking**' },
  { kind: 'agent-message', text: 'Hi', phase: 'final_answer' },
  { kind: 'agent-message', text: 'Hi again\n😀' },
  { kind: 'token-count', total: usage, last: { ...usage, inputTokens: 1 }, contextWindow: 258_400 },
  { kind: 'token-count', total: usage, last: usage },
  { kind: 'compacted', message: 'Before:\nmuch', replacement: items.slice(0, 2).map(entryOf) },
  {
    kind: 'turn-completed',
    turnId,
    lastAgentMessage: 'Hi again\n😀',
    at: begin + 3_456,
    durationMs: 3_455,
    timeToFirstTokenMs: 60,
  },
  { kind: 'turn-started', turnId: '01a1f861-0b4b-7ea1-b126-0000000000ab', at: begin + 5_000 },
  {
    kind: 'turn-context',
    context: {
      turnId: '01a1f861-0b4b-7ea1-b126-0000000000ab',
      cwd: otherDirectory,
      workspaceRoots: [otherDirectory],
      currentDate: '2026-11-21',
      timezone: 'Europe/Berlin',
      approvalPolicy: 'never',
      permissionProfile: { kind: 'disabled' },
      model: 'contract-model',
    },
  },
  {
    kind: 'turn-aborted',
    turnId: '01a1f861-0b4b-7ea1-b126-0000000000ab',
    reason: 'interrupted',
    at: begin + 6_001,
    durationMs: 1_001,
  },
  { kind: 'turn-completed', turnId, at: begin + 7_000, durationMs: 0 },
];

/** Records with every entry as plain data, to be compared: a store may hand out entries that are decoded when they are looked at. */
export function plainRecords(records: readonly ThreadRecord[]): readonly ThreadRecord[] {
  return records.map((record): ThreadRecord => {
    if (record.kind === 'item' || record.kind === 'call-output') return { ...record, entry: plainEntry(record.entry) };
    return record.kind === 'compacted' ? { ...record, replacement: record.replacement.map(plainEntry) } : record;
  });
}

function plainEntry({ item, json }: HistoryEntry): HistoryEntry {
  return { item, json };
}

function entryOf(item: HistoryItem): HistoryEntry {
  return encodeHistoryItem(item);
}

function absolute(text: string): AbsolutePath {
  const parsed = parseAbsolutePath(text);
  if (!parsed.ok) throw new Error(`\`${text}\` is not absolute`);
  return parsed.value;
}
