import type { DetailedThreadEvent } from '../../domain/conversation/thread-event.js';
import { type CodexEvent, type CodexEventContext, codexEvents } from '../../domain/mcp/serve/codex-events.js';
import type { McpAgentThread } from './mcp-agent.js';

/** What a call came to. */
export interface AgentCallResult {
  readonly threadId: string;
  readonly content: string;
  readonly failed: boolean;
}

/** One turn that a client asked for. */
export interface AgentCallRun {
  readonly thread: McpAgentThread;
  readonly prompt: string;
  /** Identifies the turn in the events. */
  readonly turnId: string;
  readonly signal: AbortSignal;
  /** Receives what happens, in order. */
  readonly report: (event: CodexEvent) => void;
}

/** Runs a turn and reports it. Rejects when the turn could not be started or was interrupted by `signal`. */
export async function runAgentCall({ thread, prompt, turnId, signal, report }: AgentCallRun): Promise<AgentCallResult> {
  const isNew = thread.id === null;
  const { events } = await thread.runStreamed(prompt, { signal, deltas: true });
  let context: CodexEventContext = { turnId, threadId: thread.id ?? '', cwd: '', lastMessage: null };
  let failure: string | undefined;
  for await (const event of events) {
    if (event.type === 'thread.started') {
      const description = await thread.describe();
      context = { ...context, threadId: event.thread_id, cwd: description.workingDirectory };
      if (isNew) report(sessionConfigured(event.thread_id, description));
    }
    context = withLastMessage(context, event);
    if (event.type === 'turn.failed') failure = event.error.message;
    for (const message of codexEvents(event, context)) report(message);
    if (event.type === 'turn.started') report({ type: 'user_message', message: prompt, kind: 'plain' });
  }
  const content = failure ?? context.lastMessage ?? '';
  return { threadId: context.threadId, content, failed: failure !== undefined };
}

function withLastMessage(context: CodexEventContext, event: DetailedThreadEvent): CodexEventContext {
  if (event.type !== 'item.completed' || event.item.type !== 'agent_message') return context;
  return { ...context, lastMessage: event.item.text };
}

function sessionConfigured(threadId: string, description: Awaited<ReturnType<McpAgentThread['describe']>>): CodexEvent {
  return {
    type: 'session_configured',
    session_id: threadId,
    model: description.model,
    model_provider_id: description.modelProvider,
    approval_policy: description.approvalPolicy,
    cwd: description.workingDirectory,
    reasoning_effort: description.reasoningEffort ?? null,
    history_log_id: 0,
    history_entry_count: 0,
    initial_messages: null,
    rollout_path: description.location ?? null,
  };
}
