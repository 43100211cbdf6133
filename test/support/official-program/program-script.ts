import {
  apiError,
  customToolCall,
  cut,
  events,
  functionCall,
  message,
  reasoning,
  reply,
  responseEvents,
  status,
  webSearch,
} from '../responses-server/replies.mjs';
import type { CapturedRequest, Reply } from '../responses-server/wire.mjs';

const fitting = [
  '*** Begin Patch',
  '*** Add File: new.txt',
  '+new',
  '*** Update File: old.txt',
  '@@',
  ' one',
  '-two',
  '+three',
  '*** End Patch',
  '',
].join('\n');
const misfit = '*** Begin Patch\n*** Update File: old.txt\n@@\n-nothing like it\n+x\n*** End Patch\n';

/** Commands take a moment: of one that is over at once the public Codex sometimes shows nothing. */
const command = (text: string): Reply => reply(functionCall('c1', 'exec_command', { cmd: `sleep 0.4; ${text}` }));

/** What the model does first, by what the user said. */
const openings: Readonly<Record<string, (request: CapturedRequest) => Reply>> = {
  command: () => command('echo out'),
  'failing command': () => command('exit 3'),
  patch: () => reply(customToolCall('c1', 'apply_patch', fitting)),
  misfit: () => reply(customToolCall('c1', 'apply_patch', misfit)),
  denied: () => command('echo x > written.txt'),
  'more roots': () => command('echo x > "$HOME/more/x.txt" && cat "$HOME/more/x.txt"'),
  hang: () => command('sleep 60'),
  'tool of a server': () => reply(functionCall('c1', 'upper', { text: 'word' }, { namespace: 'mcp__words' })),
};

/** A fresh script: what the user said last decides, and whether the model already got an answer to a call. */
export function programScript(): (request: CapturedRequest) => Reply {
  let breaks = 0;
  return (request) => {
    const { said, answered } = situation(request);
    if (said.endsWith('plain')) return reply(reasoning('**Thinking**'), message('an answer'));
    switch (said) {
      case 'refused':
        return status(400, apiError('no such thing'));
      case 'broken':
        return cut(reply(message('never')), 300);
      case 'broken once':
        breaks += 1;
        return breaks === 1 ? cut(reply(message('never')), 300) : reply(message('second time'));
      case 'schema':
        return reply(message('{"ok":true}'));
      case 'search':
        return search();
      default:
        return (answered ? undefined : openings[said]?.(request)) ?? reply(message(`the end of ${said}`));
    }
  };
}

/** A provider tells what it looked for only when the search is over. */
function search(): Reply {
  const told = responseEvents(webSearch('weather'), message('sunny'));
  return events(
    told.map((event) =>
      event.type === 'response.output_item.added' ? { ...event, item: withoutAction(event.item) } : event,
    ),
  );
}

function withoutAction(item: unknown): Readonly<Record<string, unknown>> {
  return { ...(item as Record<string, unknown>), action: undefined };
}

function situation({ body: { input } }: CapturedRequest): { readonly said: string; readonly answered: boolean } {
  const last = input.findLastIndex(({ type, role }) => type === 'message' && role === 'user');
  const content = (input[last]?.content ?? []) as readonly { readonly type: string; readonly text?: string }[];
  const said = content
    .flatMap(({ type, text }) => (type === 'input_text' && text !== undefined ? [text] : []))
    .join(' ');
  return { said, answered: input.slice(last).some(({ type }) => String(type).endsWith('_output')) };
}
