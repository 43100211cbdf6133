import { shownItem } from '../../domain/conversation/project-item.js';
import type { ToolDefinition } from '../../domain/tools/tool-definition.js';
import type { OpenThread } from '../session/open-thread.js';
import { compactHistory } from './compact-history.js';
import { modelRequest } from './model-request.js';
import { sampleModel } from './sample-model.js';
import type { SpokenInput } from './spoken-input.js';
import type { ToolDispatch } from './tool-dispatch.js';
import type { TurnHandlers } from './turn-driver.js';
import { noteInput } from './turn-notes.js';
import type { TurnControl, TurnRequest } from './turn-request.js';
import type { TurnScope } from './turn-scope.js';
import type { UsageMeter } from './usage-meter.js';

/** What the handlers of a turn work with. */
export interface HandlerParts {
  readonly thread: OpenThread;
  readonly request: TurnRequest;
  readonly scope: TurnScope;
  readonly tools: ToolDispatch;
  readonly meter: UsageMeter;
  readonly spoken: SpokenInput;
  readonly emit: TurnControl['emit'];
  readonly room: TurnControl['room'];
}

/** How the effects of a turn reach the model, the session and the host. */
export function turnHandlers({ thread, request, scope, tools, meter, spoken, emit, room }: HandlerParts): TurnHandlers {
  const { session, model, settings } = thread;
  const { turnId, outputSchema } = request;
  const schema = outputSchema === undefined ? {} : { outputSchema };
  const offered = withWebSearch(tools.definitions, settings.webSearch);
  return {
    record: (entries) => {
      for (const entry of entries) {
        const prompt = spoken.promptOf(entry);
        if (prompt !== undefined) noteInput(thread, prompt);
        session.record([entry]);
        const shown = shownItem(entry.item);
        if (shown !== undefined) scope.items.add(shown);
      }
    },
    sample: (dispatch, signal) => {
      const { history } = session;
      const parts = { turnId, history, tools: offered, parallelToolCalls: true, ...schema };
      return sampleModel(model, modelRequest(thread, parts), { scope, signal, dispatch, room });
    },
    compact: (share, dispatch, signal) => compactHistory(thread, { turnId, share, dispatch, signal }),
    replaceHistory: (replacement) => session.replace(replacement),
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
