import type { CommandExecutionItem, McpToolCallItem, ThreadEvent, ThreadItem, Usage } from '../../index.js';
import type { Paint } from '../style.js';
import { visibleText } from '../visible-text.js';
import {
  clip,
  commandOutput,
  commandResult,
  durationText,
  fileChange,
  plan,
  toolCall,
  toolOutput,
} from './render-item.js';

/** How a transcript is shown. */
export interface TranscriptOptions {
  readonly paint: Paint;
  /** Milliseconds from an arbitrary origin. */
  readonly now: () => number;
  /** The directory that commands start in, for people. */
  readonly workingDirectory: string;
}

/** Tells a person what happens in a turn, event by event. Texts come from models and commands: they are made harmless first. */
export class ExecTranscript {
  readonly #options: TranscriptOptions;
  readonly #startedAt = new Map<string, number>();
  /** The item whose first lines were the last thing shown. */
  #open: string | undefined;
  #lastError: string | undefined;

  constructor(options: TranscriptOptions) {
    this.#options = options;
  }

  /** The text that an event adds; empty for most. */
  render(event: ThreadEvent): string {
    switch (event.type) {
      case 'item.started':
        this.#startedAt.set(event.item.id, this.#options.now());
        return this.#started(event.item);
      case 'item.updated':
        return event.item.type === 'todo_list' ? this.#block(plan(event.item, this.#options.paint)) : '';
      case 'item.completed':
        return this.#completed(event.item);
      case 'error':
        return this.#error(event.message);
      case 'turn.failed':
        return event.error.message === this.#lastError ? '' : this.#error(event.error.message);
      case 'turn.completed':
        return this.#block(this.#totals(event.usage));
      case 'thread.started':
      case 'turn.started':
        return '';
    }
  }

  #started(item: ThreadItem): string {
    if (item.type === 'todo_list') return this.#block(plan(item, this.#options.paint));
    const heading = this.#heading(item);
    if (heading === undefined) return '';
    const text = this.#block(heading);
    this.#open = item.id;
    return text;
  }

  /** The lines that announce an item that takes time. */
  #heading(item: ThreadItem): string | undefined {
    const { paint, workingDirectory } = this.#options;
    const label = (text: string): string => paint(text, 'magenta', 'italic');
    if (item.type === 'command_execution') {
      return `${label('exec')}\n${paint(visibleText(item.command), 'bold')} in ${visibleText(workingDirectory)}\n`;
    }
    if (item.type === 'mcp_tool_call') return `${label('tool')} ${paint(visibleText(toolCall(item)), 'bold')}\n`;
    return item.type === 'web_search' ? `${label('search')} ${visibleText(item.query)}\n` : undefined;
  }

  #completed(item: ThreadItem): string {
    const { paint } = this.#options;
    switch (item.type) {
      case 'agent_message':
        return this.#block(`${paint('codex', 'magenta', 'italic')}\n${visibleText(item.text)}\n`);
      case 'reasoning':
        return this.#block(`${paint(visibleText(item.text), 'dim', 'italic')}\n`);
      case 'error':
        return this.#block(`${paint('warning:', 'yellow', 'bold')} ${visibleText(item.message)}\n`);
      case 'file_change':
        return this.#block(fileChange(item, paint));
      case 'command_execution':
        return this.#result(item, commandResult(item), commandOutput(item));
      case 'mcp_tool_call':
        return this.#result(item, item.status === 'completed' ? 'succeeded' : 'failed', toolOutput(item));
      case 'web_search':
        return this.#open === item.id ? '' : this.#block(this.#heading(item) ?? '');
      case 'todo_list':
        return '';
    }
  }

  // The heading is repeated when something else was shown since.
  #result(item: CommandExecutionItem | McpToolCallItem, verdict: string, output: string): string {
    const heading = this.#open === item.id ? '' : this.#block(this.#heading(item) ?? '');
    this.#open = undefined;
    const started = this.#startedAt.get(item.id);
    this.#startedAt.delete(item.id);
    const duration = started === undefined ? '' : ` in ${durationText(this.#options.now() - started)}`;
    const tone = item.status === 'completed' ? 'green' : 'red';
    const shown = clip(visibleText(output));
    return `${heading}${this.#options.paint(` ${verdict}${duration}:`, tone)}\n${shown}`;
  }

  #error(message: string): string {
    this.#lastError = message;
    return this.#block(`${this.#options.paint('ERROR:', 'red', 'bold')} ${visibleText(message)}\n`);
  }

  #totals(usage: Usage): string {
    return `${this.#options.paint('tokens used', 'dim')}\n${billedTokens(usage).toLocaleString('en-US')}\n`;
  }

  #block(text: string): string {
    this.#open = undefined;
    return text;
  }
}

/** What a thread used so far, without the input that the provider had cached. */
function billedTokens(usage: Usage): number {
  return usage.input_tokens - usage.cached_input_tokens + usage.output_tokens;
}
