import { describeBlocked } from '../../domain.js';
import type { CommandExecutionItem, FileChangeItem, McpToolCallItem, TodoListItem } from '../../index.js';
import type { Paint } from '../style.js';
import { visibleText } from '../visible-text.js';

/** How a command ended, in words. */
export function commandResult(item: CommandExecutionItem): string {
  if (item.status === 'completed') return 'succeeded';
  return typeof item.exit_code === 'number' && item.exit_code >= 0 ? `exited ${item.exit_code}` : 'failed';
}

/** What a command printed, and what was kept from it. */
export function commandOutput({ aggregated_output, blocked_connections = [] }: CommandExecutionItem): string {
  if (blocked_connections.length === 0) return aggregated_output;
  const end = aggregated_output === '' || aggregated_output.endsWith('\n') ? '' : '\n';
  return `${aggregated_output}${end}${describeBlocked(blocked_connections)}\n`;
}

/** A call of a tool as a line of code. */
export function toolCall(item: McpToolCallItem): string {
  return `${item.server}.${item.tool}(${JSON.stringify(item.arguments) ?? ''})`;
}

/** What a tool answered, as text. */
export function toolOutput(item: McpToolCallItem): string {
  if (item.error !== undefined && item.error !== null) return item.error.message;
  return (item.result?.content ?? []).map(blockText).join('\n');
}

function blockText(block: unknown): string {
  const isText = typeof block === 'object' && block !== null && 'text' in block && typeof block.text === 'string';
  return isText ? String(block.text) : JSON.stringify(block);
}

const mostLines = 200;

const changeLetters = { add: 'A', delete: 'D', update: 'M' } as const;

/** A patch: its outcome, the files, and their diffs where they are known. */
export function fileChange(item: FileChangeItem, paint: Paint): string {
  const lines = item.changes.map(({ path, kind, diff }) => {
    const shown = diff === undefined ? '' : `${colourDiff(visibleText(diff).replace(/\n$/, ''), paint)}\n`;
    return `${changeLetters[kind]} ${visibleText(path)}\n${shown}`;
  });
  const verdict = paint(`patch: ${item.status}`, item.status === 'failed' ? 'red' : 'green');
  return `${paint('apply patch', 'magenta', 'italic')}\n${verdict}\n${lines.join('')}`;
}

function colourDiff(diff: string, paint: Paint): string {
  return diff
    .split('\n')
    .map((line) => {
      if (line.startsWith('+') && !line.startsWith('+++')) return paint(line, 'green');
      if (line.startsWith('-') && !line.startsWith('---')) return paint(line, 'red');
      return line.startsWith('@@') ? paint(line, 'cyan') : line;
    })
    .join('\n');
}

/** The agent's plan, one step per line. */
export function plan(item: TodoListItem, paint: Paint): string {
  const current = item.items.findIndex((step) => !step.completed);
  const lines = item.items.map(({ text, completed }, index) => {
    const shown = visibleText(text);
    if (completed) return `  ${paint(`✓ ${shown}`, 'green')}\n`;
    return index === current ? `  ${paint(`→ ${shown}`, 'cyan')}\n` : `  ${paint(`• ${shown}`, 'dim')}\n`;
  });
  return `${paint('plan', 'magenta', 'italic')}\n${lines.join('')}`;
}

/** The beginning and the end of a long output. */
export function clip(output: string): string {
  if (output === '') return '';
  const lines = output.replace(/\n$/, '').split('\n');
  if (lines.length <= mostLines) return `${lines.join('\n')}\n`;
  const half = mostLines / 2;
  const hidden = `... ${lines.length - mostLines} lines not shown ...`;
  return `${[...lines.slice(0, half), hidden, ...lines.slice(-half)].join('\n')}\n`;
}

/** A duration for people. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  return ms < 60_000
    ? `${(ms / 1000).toFixed(2)}s`
    : `${Math.floor(ms / 60_000)}m ${Math.round((ms % 60_000) / 1000)}s`;
}
