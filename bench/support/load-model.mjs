// @ts-check
/**
 * The adapter as it is shipped: from `dist`, or from the directory that `CODEX_SDK_DIST` names.
 * @returns {Promise<any>} the class `OpenAIResponsesModel`
 */
export async function loadModel() {
  const { OpenAIResponsesModel } = await import(modelUrl());
  return OpenAIResponsesModel;
}

/** Where the adapter is imported from. */
export function modelUrl() {
  const dist = process.env.CODEX_SDK_DIST;
  return dist === undefined ? new URL('../../dist/adapters.js', import.meta.url).href : `file://${dist}/adapters.js`;
}

/** A request with next to nothing in it. */
export const MODEL_REQUEST = {
  threadId: 'bench',
  turnId: 'bench',
  model: 'bench',
  instructions: '',
  history: [],
  tools: [],
  parallelToolCalls: false,
  cacheKey: 'bench',
};
