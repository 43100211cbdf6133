import type { OutputItem, Reply, ResponseUsage, ServerEvent } from './wire.mjs';

type AnyItem = string | OutputItem | Record<string, unknown>;

export function message(
  text: string,
  options?: { readonly id?: string; readonly phase?: string; readonly deltas?: readonly string[] },
): OutputItem;
export function reasoning(
  summary: string | readonly string[],
  options?: { readonly id?: string; readonly encryptedContent?: string },
): OutputItem;
export function functionCall(
  callId: string,
  name: string,
  args: unknown,
  options?: { readonly id?: string; readonly namespace?: string },
): OutputItem;
export function customToolCall(callId: string, name: string, input: string): OutputItem;
export function webSearch(query: string, options?: { readonly id?: string }): OutputItem;

export function reply(...items: readonly AnyItem[]): Reply;
export function replyWithUsage(counts: ResponseUsage | null, ...items: readonly AnyItem[]): Reply;
export function usage(
  input: number,
  output: number,
  details?: { readonly cached?: number; readonly cacheWrite?: number; readonly reasoning?: number },
): ResponseUsage;
export function events(list: readonly ServerEvent[]): Reply;
export function responseEvents(...items: readonly AnyItem[]): readonly ServerEvent[];
export function failed(code: string, text: string): Reply;
export function incomplete(reason: string): Reply;
export function status(code: number, body?: unknown, headers?: Readonly<Record<string, string>>): Reply;
export function apiError(
  text: string,
  fields?: { readonly type?: string; readonly code?: string; readonly [field: string]: unknown },
): { readonly error: Readonly<Record<string, unknown>> };
export function refuse(): Reply;
export function raw(bodies: readonly (string | Uint8Array)[]): Reply;

export function cut(whole: Reply, afterBytes?: number): Reply;
export function stall(whole: Reply, afterBytes?: number): Reply;
export function pieces(whole: Reply, bytes: number): Reply;
export function garbage(whole: Reply): Reply;

export function encodeEvent(event: ServerEvent): string;
