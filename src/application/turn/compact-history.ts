import { compactionPrompt } from '../../domain/conversation/compaction/compaction-prompt.js';
import { recentHistory } from '../../domain/conversation/compaction/recent-history.js';
import { replacementHistory } from '../../domain/conversation/compaction/replacement-history.js';
import { contextMessages } from '../../domain/conversation/context/context-messages.js';
import { encodeHistoryItem } from '../../domain/conversation/encode-history-item.js';
import { messageText } from '../../domain/conversation/project-item.js';
import type { TokenUsage } from '../../domain/conversation/token-usage.js';
import { userMessage } from '../../domain/conversation/user-message.js';
import type { TurnInput } from '../../domain/turn/turn-protocol.js';
import type { ModelRequest } from '../../ports/model.js';
import type { OpenThread } from '../session/open-thread.js';
import { askModel } from './ask-model.js';
import { modelRequest } from './model-request.js';

/** How much of the user's own words survives a compaction, in tokens; less where the window is small. */
const maxUserTokens = 20_000;

/** One attempt at a compaction. */
export interface CompactionAttempt {
  readonly turnId: string;
  /** The latest part of the history that is summed up, > 0, at most 1. */
  readonly share: number;
  readonly signal: AbortSignal;
  readonly dispatch: (input: TurnInput) => void;
}

/** Asks the model, once, to sum up the history, and reports what is to stand in its place. Nothing of it becomes an item. */
export async function compactHistory(thread: OpenThread, attempt: CompactionAttempt): Promise<void> {
  const { signal, dispatch } = attempt;
  let summary = '';
  await askModel(thread.model, compactionRequest(thread, attempt), {
    ports: thread.ports,
    signal,
    take: (event) => {
      if (event.type === 'failed') dispatch({ type: 'compaction-failed', failure: event.failure });
      if (event.type === 'completed') dispatch(compacted(thread, summary.trim(), event.usage));
      if (event.type !== 'item') return;
      const { item } = event.entry;
      if (item.kind === 'message' && item.role === 'assistant') summary = messageText(item);
    },
  });
}

function compactionRequest(thread: OpenThread, { turnId, share }: CompactionAttempt): ModelRequest {
  const { session, settings } = thread;
  const prompt = encodeHistoryItem(userMessage(settings.compactPrompt ?? compactionPrompt, []));
  return modelRequest(thread, {
    turnId,
    history: [...recentHistory(session.history, share), prompt],
    tools: [],
    parallelToolCalls: false,
  });
}

/** A model that wrote nothing is asked again: going on without notes would lose everything. */
function compacted({ session, settings }: OpenThread, summary: string, usage: TokenUsage | undefined): TurnInput {
  if (summary === '') {
    const failure = { kind: 'disconnected', message: 'the model wrote no summary of the conversation' } as const;
    return { type: 'compaction-failed', failure };
  }
  const replacement = replacementHistory({
    context:
      session.surroundings === undefined ? [] : contextMessages(session.surroundings, undefined, settings.omitted),
    history: session.history,
    summary,
    maxUserTokens: Math.min(maxUserTokens, Math.floor(settings.compactAtTokens / 4)),
  });
  return { type: 'compacted', replacement, ...(usage === undefined ? {} : { usage }) };
}
