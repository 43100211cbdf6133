import { shownItem } from '../../domain/conversation/project-item.js';
import type { ToolDefinition } from '../../domain/tools/tool-definition.js';
import type { OpenThread } from '../session/open-thread.js';
import { compactHistory } from './compact-history.js';
import { modelRequest } from './model-request.js';
import { sampleModel } from './sample-model.js';
import type { SpokenInput } from './spoken-input.js';
import type { ToolDispatch } from './tool-dispatch.js';
import type { TurnHandlers } from './turn-driver.js';
import type { TurnItems } from './turn-items.js';
import { noteInput } from './turn-notes.js';
import type { TurnControl, TurnRequest } from './turn-request.js';
import type { UsageMeter } from './usage-meter.js';

/** What the handlers of a turn work with. */
export interface HandlerParts {
  readonly thread: OpenThread;
  readonly request: TurnRequest;
  readonly items: TurnItems;
  readonly tools: ToolDispatch;
  readonly meter: UsageMeter;
  readonly spoken: SpokenInput;
  readonly emit: TurnControl['emit'];
  readonly room: TurnControl['room'];
}

/** How the effects of a turn reach the model, the session and the host. */
export function turnHandlers({ thread, request, items, tools, meter, spoken, emit, room }: HandlerParts): TurnHandlers {
  const { session, model, settings, ports } = thread;
  const { turnId, outputSchema } = request;
  const schema = outputSchema === undefined ? {} : { outputSchema };
  const offered = withWebSearch(tools.definitions, settings.webSearch);
  // What the user says can be said again, and the first request does not wait for the disk; what was done can not.
  let done: 'saved' | 'unsaved' = 'saved';
  const save = (): Promise<void> => {
    done = 'saved';
    return session.flush();
  };
  return {
    record: (entries) => {
      for (const entry of entries) {
        const prompt = spoken.promptOf(entry);
        if (prompt === undefined) done = 'unsaved';
        else noteInput(thread, prompt);
        session.record([entry]);
        const shown = shownItem(entry.item);
        if (shown !== undefined) items.add(shown);
      }
    },
    keepOutput: (entry) => session.note({ kind: 'call-output', entry }),
    sample: async (dispatch, signal) => {
      if (done === 'unsaved') await save();
      const { history } = session;
      const parts = { turnId, history, tools: offered, parallelToolCalls: true, ...schema };
      return sampleModel(model, modelRequest(thread, parts), { ports, items, signal, dispatch, room });
    },
    compact: async (share, dispatch, signal) => {
      if (done === 'unsaved') await save();
      return compactHistory(thread, { turnId, share, dispatch, signal });
    },
    replaceHistory: (replacement) => {
      session.replace(replacement);
      done = 'unsaved';
    },
    fillContext: () => session.fillContext(settings.contextWindow),
    notice: (message) => emit({ type: 'error', message }),
    count: (usage) => meter.count(usage),
  };
}

function withWebSearch(
  tools: readonly ToolDefinition[],
  access: OpenThread['settings']['webSearch'],
): readonly ToolDefinition[] {
  return access === 'disabled' ? tools : [...tools, { kind: 'web-search', access }];
}
