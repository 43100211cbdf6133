import { test } from 'vitest';
import { describeModel, type ModelScenario } from '../../../src/testing/describe-model.js';
import {
  apiError,
  events,
  message,
  replyWithUsage,
  responseEvents,
  stall,
  status,
  usage,
} from '../../support/responses-server/replies.mjs';
import { startResponsesServer } from '../../support/responses-server/responses-server.mjs';
import type { Reply } from '../../support/responses-server/wire.mjs';
import { modelAt } from './ask-model.js';

const greeting = message('Hello', { deltas: ['Hel', 'lo'] });
const untilFirstDelta = responseEvents(greeting).slice(0, 5);
const scenarios: Record<ModelScenario, Reply> = {
  answers: replyWithUsage(usage(10, 2), greeting),
  fails: status(400, apiError('no')),
  stalls: stall(events(untilFirstDelta)),
};

describeModel({ test }, 'OpenAIResponsesModel', async (scenario) => {
  const server = await startResponsesServer(() => scenarios[scenario]);
  return { model: modelAt(server.url), cleanUp: () => server.close() };
});
