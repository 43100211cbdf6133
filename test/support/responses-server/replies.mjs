// @ts-check
/**
 * What a Responses server can answer: output items, whole replies made of them, and the ways in which a reply can go wrong.
 *
 * Items: `message`, `reasoning`, `functionCall`, `customToolCall`, `webSearch`, or any object of your own.
 * Replies: `reply` (a complete response), `events` (exactly these events), `status` (an HTTP error), `refuse` (no answer at all).
 * Faults, around any reply: `cut` (the connection breaks), `stall` (silence), `pieces` (bytes in small writes), `garbage` (noise).
 *
 * @example
 * reply(reasoning('Looking'), functionCall('call_1', 'exec_command', { cmd: 'ls' }))
 * cut(reply('Hello'), 300)
 *
 * @typedef {import('./wire.mjs').OutputItem} OutputItem
 * @typedef {import('./wire.mjs').Reply} Reply
 * @typedef {import('./wire.mjs').ResponseUsage} ResponseUsage
 * @typedef {import('./wire.mjs').ServerEvent} ServerEvent
 */

/**
 * A message of the assistant. `deltas` are the pieces in which it is streamed; one piece when absent.
 * @param {string} text
 * @param {{ id?: string, phase?: string, deltas?: readonly string[] }} [options]
 * @returns {OutputItem}
 */
export function message(text, options = {}) {
  const { id = 'msg_1', phase, deltas = [text] } = options;
  const content = [{ type: 'output_text', text, annotations: [], logprobs: [] }];
  const item = { id, type: 'message', status: 'completed', role: 'assistant', content, ...(phase ? { phase } : {}) };
  return { item, deltas };
}

/**
 * A summary of reasoning, one part per text.
 * @param {string | readonly string[]} summary
 * @param {{ id?: string, encryptedContent?: string }} [options]
 * @returns {OutputItem}
 */
export function reasoning(summary, options = {}) {
  const texts = typeof summary === 'string' ? [summary] : summary;
  const { id = 'rs_1', encryptedContent } = options;
  const parts = texts.map((text) => ({ type: 'summary_text', text }));
  const encrypted = encryptedContent === undefined ? {} : { encrypted_content: encryptedContent };
  return { item: { id, type: 'reasoning', ...encrypted, summary: parts } };
}

/**
 * A function call. `args` is written as JSON unless it is a text already.
 * @param {string} callId
 * @param {string} name
 * @param {unknown} args
 * @param {{ id?: string, namespace?: string }} [options]
 * @returns {OutputItem}
 */
export function functionCall(callId, name, args, options = {}) {
  const { id = `fc_${callId}`, namespace } = options;
  const text = typeof args === 'string' ? args : JSON.stringify(args);
  const inNamespace = namespace === undefined ? {} : { namespace };
  const call = { id, type: 'function_call', status: 'completed', arguments: text, call_id: callId, name };
  return { item: { ...call, ...inNamespace } };
}

/**
 * A call of a custom tool with free text.
 * @param {string} callId
 * @param {string} name
 * @param {string} input
 * @returns {OutputItem}
 */
export function customToolCall(callId, name, input) {
  return {
    item: { id: `ctc_${callId}`, type: 'custom_tool_call', status: 'completed', call_id: callId, input, name },
  };
}

/**
 * A web search that the provider ran.
 * @param {string} query
 * @param {{ id?: string }} [options]
 * @returns {OutputItem}
 */
export function webSearch(query, options = {}) {
  const action = { type: 'search', query, queries: [query] };
  return { item: { id: options.id ?? 'ws_1', type: 'web_search_call', status: 'completed', action } };
}

/**
 * A complete response with these items; a text stands for a message. Its usage is 100 input tokens, 10 of them cached, and 20 output
 * tokens, 5 of them reasoning; `withUsage` changes that.
 * @param {...(string | OutputItem | Record<string, unknown>)} items
 * @returns {Reply}
 */
export function reply(...items) {
  return replyFrom(items.map(toOutputItem), usage(100, 20, { cached: 10, reasoning: 5 }));
}

/**
 * A complete response with another usage; `null` leaves it out.
 * @param {ResponseUsage | null} counts
 * @param {...(string | OutputItem | Record<string, unknown>)} items
 * @returns {Reply}
 */
export function replyWithUsage(counts, ...items) {
  return replyFrom(items.map(toOutputItem), counts);
}

/**
 * Token counts in the form of the API.
 * @param {number} input
 * @param {number} output
 * @param {{ cached?: number, cacheWrite?: number, reasoning?: number }} [details]
 * @returns {ResponseUsage}
 */
export function usage(input, output, details = {}) {
  const { cached = 0, cacheWrite = 0, reasoning: reasoningTokens = 0 } = details;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, cache_write_tokens: cacheWrite },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: input + output,
  };
}

/**
 * Exactly these events, then the end of the stream.
 * @param {readonly ServerEvent[]} list
 * @returns {Reply}
 */
export function events(list) {
  return eventStream([Buffer.from(list.map(encodeEvent).join(''))]);
}

/**
 * The events of a complete response, to be changed by a test before it passes them to `events`.
 * @param {...(string | OutputItem | Record<string, unknown>)} items
 * @returns {readonly ServerEvent[]}
 */
export function responseEvents(...items) {
  return eventsOf(items.map(toOutputItem), usage(100, 20, { cached: 10, reasoning: 5 }));
}

/**
 * A response that failed with an error of the API.
 * @param {string} code
 * @param {string} text
 * @returns {Reply}
 */
export function failed(code, text) {
  const response = { id: 'resp_1', object: 'response', status: 'failed', error: { code, message: text } };
  return events([
    { type: 'response.created', response: { id: 'resp_1' } },
    { type: 'response.failed', response },
  ]);
}

/**
 * A response that stopped early, such as for `max_output_tokens`.
 * @param {string} reason
 * @returns {Reply}
 */
export function incomplete(reason) {
  const response = { id: 'resp_1', object: 'response', status: 'incomplete', incomplete_details: { reason } };
  return events([{ type: 'response.incomplete', response }]);
}

/**
 * An answer that is no stream. A body that is no text is written as JSON.
 * @param {number} code
 * @param {unknown} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Reply}
 */
export function status(code, body = '', headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  return { status: code, headers: { 'content-type': type, ...headers }, pieces: [Buffer.from(text)], end: 'close' };
}

/**
 * The body of an error as the API writes it, for `status`.
 * @param {string} text
 * @param {{ type?: string, code?: string, [field: string]: unknown }} [fields]
 */
export function apiError(text, fields = {}) {
  return { error: { message: text, ...fields } };
}

/**
 * No answer: the connection is closed as soon as the request was read.
 * @returns {Reply}
 */
export function refuse() {
  return { status: 0, headers: {}, pieces: [], end: 'refuse' };
}

/**
 * Any bytes as the body of a stream, one write per piece.
 * @param {readonly (string | Uint8Array)[]} bodies
 * @returns {Reply}
 */
export function raw(bodies) {
  return eventStream(bodies.map((body) => Buffer.from(body)));
}

/**
 * The reply up to the given number of body bytes; then the connection breaks in the middle of the body.
 * @param {Reply} whole
 * @param {number} [afterBytes] all bytes when absent
 * @returns {Reply}
 */
export function cut(whole, afterBytes = Number.POSITIVE_INFINITY) {
  return { ...whole, pieces: [Buffer.concat(whole.pieces).subarray(0, afterBytes)], end: 'cut' };
}

/**
 * The reply up to the given number of body bytes; then silence until the client goes away.
 * @param {Reply} whole
 * @param {number} [afterBytes] all bytes when absent
 * @returns {Reply}
 */
export function stall(whole, afterBytes = Number.POSITIVE_INFINITY) {
  return { ...whole, pieces: [Buffer.concat(whole.pieces).subarray(0, afterBytes)], end: 'stall' };
}

/**
 * The same bytes in writes of at most `bytes` bytes, which splits characters, lines and events anywhere.
 * @param {Reply} whole
 * @param {number} bytes
 * @returns {Reply}
 */
export function pieces(whole, bytes) {
  const body = Buffer.concat(whole.pieces);
  const count = Math.ceil(body.length / bytes);
  return {
    ...whole,
    pieces: Array.from({ length: count }, (_, index) => body.subarray(index * bytes, (index + 1) * bytes)),
  };
}

/**
 * The same events with noise before each of them: comments, unknown fields, broken JSON, unknown events.
 * @param {Reply} whole
 * @returns {Reply}
 */
export function garbage(whole) {
  const noise =
    ': ping\n\nretry: 5\n\ndata: {"type":"response.out\n\ndata: [DONE]\n\nnonsense\n\ndata: {"type":"x.y"}\n\n';
  const body = Buffer.concat(whole.pieces).toString();
  return { ...whole, pieces: [Buffer.from(body.replaceAll('event: ', `${noise}event: `))] };
}

/**
 * One event of a stream, ready to be sent.
 * @param {ServerEvent} event
 */
export function encodeEvent(event) {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** @param {readonly Buffer[]} bodies @returns {Reply} */
function eventStream(bodies) {
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, pieces: bodies, end: 'close' };
}

/** @param {readonly OutputItem[]} items @param {ResponseUsage | null} counts @returns {Reply} */
function replyFrom(items, counts) {
  return events(eventsOf(items, counts));
}

/** @param {string | OutputItem | Record<string, unknown>} item @returns {OutputItem} */
function toOutputItem(item) {
  if (typeof item === 'string') return message(item);
  return 'item' in item ? /** @type {OutputItem} */ (item) : { item };
}

/** @param {readonly OutputItem[]} items @param {ResponseUsage | null} counts @returns {ServerEvent[]} */
function eventsOf(items, counts) {
  const response = { id: 'resp_1', object: 'response', created_at: 1_795_169_442, status: 'in_progress', output: [] };
  const output = items.map(({ item }) => item);
  const done = { ...response, status: 'completed', output, ...(counts === null ? {} : { usage: counts }) };
  const list = [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
    ...items.flatMap((item, index) => itemEvents(item, index)),
    { type: 'response.completed', response: done },
  ];
  return list.map((event, index) => ({ ...event, sequence_number: index }));
}

/** @param {OutputItem} output @param {number} index @returns {ServerEvent[]} */
function itemEvents({ item, deltas }, index) {
  const place = { item_id: item.id, output_index: index };
  return [
    { type: 'response.output_item.added', output_index: index, item: { ...item, status: 'in_progress' } },
    ...(item.type === 'message' ? textEvents(item, deltas ?? [], place) : []),
    ...(item.type === 'reasoning' ? summaryEvents(item, place) : []),
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

/** @param {Record<string, any>} item @param {readonly string[]} deltas @param {object} place @returns {ServerEvent[]} */
function textEvents(item, deltas, place) {
  const at = { ...place, content_index: 0 };
  const part = item.content[0];
  return [
    { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
    ...deltas.map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...at, text: part.text, logprobs: [] },
    { type: 'response.content_part.done', ...at, part },
  ];
}

/** @param {Record<string, any>} item @param {object} place @returns {ServerEvent[]} */
function summaryEvents(item, place) {
  return item.summary.flatMap((/** @type {{ text: string }} */ part, /** @type {number} */ index) => {
    const at = { ...place, summary_index: index };
    return [
      { type: 'response.reasoning_summary_part.added', ...at, part: { type: 'summary_text', text: '' } },
      { type: 'response.reasoning_summary_text.delta', ...at, delta: part.text },
      { type: 'response.reasoning_summary_text.done', ...at, text: part.text },
      { type: 'response.reasoning_summary_part.done', ...at, part },
    ];
  });
}
