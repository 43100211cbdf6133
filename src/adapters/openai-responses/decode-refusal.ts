import type { ModelFailure } from '../../domain/turn/model-failure.js';
import type { HttpHead } from './http-exchange.js';
import { field, parseJson, textField } from './json-fields.js';

/** An answer that is no stream, with the beginning of its body. */
export type HttpRefusal = HttpHead & { readonly body: string };

const maxQuotedLength = 2000;

/** Why the provider refused a request, from the status and the body of its answer. */
export function decodeRefusal(refusal: HttpRefusal): ModelFailure {
  const { status, body } = refusal;
  const message = errorMessage(body);
  if (status === 400) return { kind: 'bad-request', message: body.trim() === '' ? unexpected(refusal) : body };
  if (status === 401 || status === 403) return { kind: 'unauthorized', message: unexpected(refusal) };
  if (status === 404) return { kind: 'not-found', message: message ?? unexpected(refusal) };
  if (status === 429) return tooManyRequests(refusal);
  if (status === 408 || status >= 500) return serverError(refusal);
  return { kind: 'bad-request', message: unexpected(refusal) };
}

function tooManyRequests(refusal: HttpRefusal): ModelFailure {
  const error = field(parseJson(refusal.body), 'error');
  const kind = textField(error, 'type') ?? textField(error, 'code');
  if (kind === 'usage_limit_reached') return usageLimit(error);
  if (kind === 'insufficient_quota' || textField(error, 'code') === 'insufficient_quota')
    return { kind: 'quota-exceeded' };
  const message = `exceeded retry limit, last status: ${refusal.status} ${refusal.statusText}`;
  const retryAfterMs = retryAfter(refusal.headers);
  return { kind: 'rate-limited', message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function usageLimit(error: unknown): ModelFailure {
  const plan = textField(error, 'plan_type');
  const resetsAt = field(error, 'resets_at');
  return {
    kind: 'usage-limit',
    message: textField(error, 'message') ?? 'the usage limit of the account is reached',
    ...(plan === undefined ? {} : { plan }),
    ...(typeof resetsAt === 'number' ? { resetsAt: resetsAt * 1000 } : {}),
  };
}

function serverError(refusal: HttpRefusal): ModelFailure {
  const message = 'We’re currently experiencing high demand, which may cause temporary errors.';
  return { kind: 'server-error', message, detail: unexpected(refusal) };
}

function unexpected({ status, statusText, body, url }: HttpRefusal): string {
  const quoted = (errorMessage(body) ?? body.trim()).slice(0, maxQuotedLength);
  return `unexpected status ${status} ${statusText}${quoted === '' ? '' : `: ${quoted}`}, url: ${url}`;
}

function errorMessage(body: string): string | undefined {
  const parsed = parseJson(body);
  const error = field(parsed, 'error');
  return textField(error, 'message') ?? textField(parsed, 'error') ?? textField(parsed, 'message');
}

/** The wait that the provider asks for: a number of seconds, or a date, which is compared with the date of the answer itself. */
function retryAfter(headers: HttpRefusal['headers']): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Math.ceil(Number(value) * 1000);
  const delay = Date.parse(value) - Date.parse(String(headers.date));
  return Number.isNaN(delay) ? undefined : Math.max(0, delay);
}
