import { describeCallFailure } from '../../domain/mcp/describe-failure.js';
import { isRecord, own, ownText } from '../../domain/mcp/json-extent.js';
import {
  type ResourcePage,
  type ResourceRequest,
  renderResource,
  renderResourcePages,
} from '../../domain/mcp/resource-tools.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { JsonObject } from '../../domain/tools/tool-definition.js';
import type { ToolResult } from '../../ports/tool-source.js';
import type { RequestOutcome } from './mcp-connection.js';
import type { UsedServer } from './server-slot.js';

type SendRequest = (used: UsedServer, method: string, params: JsonObject) => Promise<RequestOutcome>;

/** How many entries of one server are listed at once when no page is named. */
const maxEntries = 500;
const maxPages = 10;

/** Carries out a request for resources. A server that fails does not hide what the others list. */
export async function answerResourceRequest(
  request: ResourceRequest,
  servers: readonly UsedServer[],
  send: SendRequest,
): Promise<ToolResult> {
  const named = request.server;
  const asked = named === undefined ? servers : servers.filter(({ server }) => server.name === named);
  if (named !== undefined && asked.length === 0) {
    const names = servers.map(({ server }) => `\`${server.name}\``).join(', ');
    return { kind: 'failure', output: `there is no MCP server \`${named}\`; expected one of ${names}` };
  }
  return request.kind === 'read' ? read(request, asked, send) : list(request, asked, send);
}

async function read(
  request: Extract<ResourceRequest, { kind: 'read' }>,
  asked: readonly UsedServer[],
  send: SendRequest,
): Promise<ToolResult> {
  for (const used of asked) {
    const outcome = await send(used, 'resources/read', { uri: request.uri });
    if (outcome.kind === 'answered') return { kind: 'success', output: renderResource(request, outcome.result) };
    return { kind: 'failure', output: describeCallFailure(used.server.name, 'resources/read', outcome.reason) };
  }
  return { kind: 'failure', output: 'no MCP server is configured' };
}

async function list(
  request: Exclude<ResourceRequest, { kind: 'read' }>,
  asked: readonly UsedServer[],
  send: SendRequest,
): Promise<ToolResult> {
  const method = request.kind === 'list' ? 'resources/list' : 'resources/templates/list';
  const pages = await Promise.all(asked.map((used) => pagesOf(used, { request, method, send })));
  const failure = pages.flatMap((page) => (page.ok ? [] : [page.error]))[0];
  if (request.server !== undefined && failure !== undefined) {
    return { kind: 'failure', output: describeCallFailure(request.server, method, failure) };
  }
  const listed = pages.flatMap((page) => (page.ok ? [page.value] : []));
  return { kind: 'success', output: renderResourcePages(request, listed) };
}

/** One page when the model names one, otherwise all of them up to a limit. */
async function pagesOf(
  used: UsedServer,
  {
    request,
    method,
    send,
  }: {
    readonly request: Exclude<ResourceRequest, { kind: 'read' }>;
    readonly method: string;
    readonly send: SendRequest;
  },
): Promise<Result<ResourcePage, string>> {
  const entries: unknown[] = [];
  let cursor = request.cursor;
  for (let count = 0; ; count += 1) {
    const outcome = await send(used, method, cursor === undefined ? {} : { cursor });
    if (outcome.kind !== 'answered') return err(outcome.reason);
    const result = isRecord(outcome.result) ? outcome.result : {};
    const listed = own(result, request.kind === 'list' ? 'resources' : 'resourceTemplates');
    if (Array.isArray(listed)) entries.push(...listed.slice(0, maxEntries));
    const next = ownText(result, 'nextCursor');
    const isLast = next === undefined || next === cursor || request.cursor !== undefined;
    cursor = next;
    if (isLast || count + 1 >= maxPages || entries.length >= maxEntries) break;
  }
  return ok({ server: used.server.name, entries, ...(cursor === undefined ? {} : { nextCursor: cursor }) });
}
