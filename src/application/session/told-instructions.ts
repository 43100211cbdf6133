import type { TurnSurroundings } from '../../domain/conversation/context/context-messages.js';
import type { HistoryEntry } from '../../domain/conversation/history-item.js';

/** How messages with instructions begin. Entries that were read back are decoded when they are looked at, so few of them should be. */
const developerMessage = '{"type":"message","role":"developer"';
const projectMessage =
  '{"type":"message","role":"user","content":[{"type":"input_text","text":"# AGENTS.md instructions';

/** The instructions of the host and of the project that the model was told last. */
export function toldInstructions(
  history: readonly HistoryEntry[],
): Pick<TurnSurroundings, 'developerInstructions' | 'projectInstructions'> {
  // What stands between tags is said by the agent itself, about permissions for one.
  const developerInstructions = lastText(history, developerMessage, (text) => !text.startsWith('<'));
  const projectInstructions = lastText(history, projectMessage, (text) => text.startsWith('# AGENTS.md instructions'));
  return {
    ...(developerInstructions === undefined ? {} : { developerInstructions }),
    ...(projectInstructions === undefined ? {} : { projectInstructions }),
  };
}

function lastText(
  history: readonly HistoryEntry[],
  beginning: string,
  isWanted: (text: string) => boolean,
): string | undefined {
  for (let index = history.length - 1; index >= 0; index -= 1) {
    const entry = history[index];
    if (entry === undefined || !entry.json.startsWith(beginning) || entry.item.kind !== 'message') continue;
    const texts = entry.item.content.flatMap((part) => (part.kind === 'image' ? [] : [part.text]));
    const found = texts.findLast(isWanted);
    if (found !== undefined) return found;
  }
  return undefined;
}
