import { choice, type Decoded, field, flag, mapOf, openTable, secretField, table, text, wholeNumber } from './shape.js';

/** `[model_providers.<id>]`: a service that speaks the Responses API. */
export const modelProviderTable = table({
  name: field(text, 'Name for people; the id when absent.'),
  baseUrl: field(text, 'Address of the API without `/responses`, such as `https://api.openai.com/v1`.'),
  envKey: field(text, 'Environment variable that holds the API key.'),
  envKeyInstructions: field(text, 'How to get the key; shown when the variable is missing.'),
  experimentalBearerToken: secretField(text, 'The API key itself. Prefer `env_key`.'),
  wireApi: field(choice('responses'), 'Protocol of the service.'),
  queryParams: secretField(mapOf(text), 'Query parameters that are added to every request.'),
  httpHeaders: secretField(mapOf(text), 'Headers that are added to every request.'),
  envHttpHeaders: field(mapOf(text), 'Headers whose values are read from the named environment variables.'),
  requestMaxRetries: field(wholeNumber(0), 'Retries of a request that was not answered. Default 4.'),
  streamMaxRetries: field(wholeNumber(0), 'Retries of an answer that broke off. Default 5.'),
  streamIdleTimeoutMs: field(wholeNumber(1), 'Silence after which an answer counts as broken off. Default 300000.'),
  websocketConnectTimeoutMs: field(wholeNumber(1), 'Has no effect: answers are streamed over HTTP.'),
  requiresOpenaiAuth: field(flag, 'The service takes the key of the built-in OpenAI provider. Default false.'),
  supportsWebsockets: field(flag, 'Has no effect: answers are streamed over HTTP.'),
  auth: secretField(openTable, 'Has no effect: a command that prints a token.'),
  aws: secretField(openTable, 'Has no effect: signing for AWS.'),
});

/** One `[model_providers.<id>]` table. */
export type ModelProviderConfig = Decoded<typeof modelProviderTable>;
