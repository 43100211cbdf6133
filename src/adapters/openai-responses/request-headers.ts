import { arch, release, type } from 'node:os';
import type { ModelRequest } from '../../ports/model.js';

/** What the headers of a request are made of, besides the request. */
export interface HeaderSettings {
  /** Which program asks, such as `codex_sdk`. */
  readonly originator: string;
  readonly version: string;
  readonly key: string | undefined;
  /** The provider's own headers; they win over the others. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The headers of a request, with names in lower case. */
export function requestHeaders(request: ModelRequest, settings: HeaderSettings): Readonly<Record<string, string>> {
  const { originator, version, key } = settings;
  const { threadId, turnId } = request;
  return {
    accept: 'text/event-stream',
    'content-type': 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    originator,
    'user-agent': `${originator}/${version} (${type()} ${release()}; ${arch()})`,
    'session-id': threadId,
    'thread-id': threadId,
    'x-client-request-id': threadId,
    'x-codex-turn-metadata': JSON.stringify({ session_id: threadId, thread_id: threadId, turn_id: turnId }),
    ...Object.fromEntries(Object.entries(settings.headers).map(([name, value]) => [name.toLowerCase(), value])),
  };
}
