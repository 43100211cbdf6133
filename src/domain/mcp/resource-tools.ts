import { truncateOutput } from '../conversation/truncate-output.js';
import type { Result } from '../result.js';
import { ArgumentReader, isJsonObject } from '../tools/decode-arguments.js';
import type { JsonObject, JsonValue, ToolDefinition } from '../tools/tool-definition.js';
import { isRecord, own } from './json-extent.js';

/** A request of the model for resources of servers. */
export type ResourceRequest =
  | {
      readonly kind: 'list' | 'list-templates';
      /** Absent: all servers. */
      readonly server?: string;
      /** Where a list of one server goes on. */
      readonly cursor?: string;
    }
  | { readonly kind: 'read'; readonly server: string; readonly uri: string };

/** The page of a list that one server answered. */
export interface ResourcePage {
  readonly server: string;
  readonly entries: readonly unknown[];
  readonly nextCursor?: string;
}

const server = { type: 'string', description: 'Name of the MCP server.' };
const cursor = { type: 'string', description: 'The `nextCursor` of the page before; needs `server`.' };

const listParameters: JsonObject = { type: 'object', properties: { server, cursor }, additionalProperties: false };

/** The functions with which the model gets at resources; offered when a server is configured. */
export const resourceTools: readonly Extract<ToolDefinition, { kind: 'function' }>[] = [
  {
    kind: 'function',
    name: 'list_mcp_resources',
    description:
      'Lists documents and data that MCP servers offer for reading, each with its server and URI. Look here before searching elsewhere.',
    parameters: listParameters,
    strict: false,
  },
  {
    kind: 'function',
    name: 'list_mcp_resource_templates',
    description: 'Lists URI templates of MCP servers. Filled in, they name resources that can be read.',
    parameters: listParameters,
    strict: false,
  },
  {
    kind: 'function',
    name: 'read_mcp_resource',
    description: 'Reads one resource of an MCP server.',
    parameters: {
      type: 'object',
      properties: { server, uri: { type: 'string', description: 'URI of the resource, as a list names it.' } },
      required: ['server', 'uri'],
      additionalProperties: false,
    },
    strict: false,
  },
];

/** Decodes a call of one of the {@link resourceTools}; `undefined` for any other name. The error is what the model reads. */
export function decodeResourceRequest(name: string, values: JsonValue): Result<ResourceRequest, string> | undefined {
  const reader = new ArgumentReader(isJsonObject(values) ? values : {});
  if (name === 'read_mcp_resource') {
    const request = {
      kind: 'read',
      server: reader.requiredString('server'),
      uri: reader.requiredString('uri'),
    } as const;
    return reader.finish<ResourceRequest>(request);
  }
  const kind =
    name === 'list_mcp_resources' ? 'list' : name === 'list_mcp_resource_templates' ? 'list-templates' : undefined;
  if (kind === undefined) return undefined;
  const named = reader.string('server');
  const page = reader.string('cursor');
  return reader.finish<ResourceRequest>({
    kind,
    ...(named === undefined || named === '' ? {} : { server: named }),
    ...(page === undefined || page === '' ? {} : { cursor: page }),
  });
}

const maxTokens = 10_000;

/** What the model reads of a list: JSON, every entry with the name of its server. */
export function renderResourcePages(
  request: Extract<ResourceRequest, { kind: 'list' | 'list-templates' }>,
  pages: readonly ResourcePage[],
): string {
  const key = request.kind === 'list' ? 'resources' : 'resourceTemplates';
  const entries = pages.flatMap((page) =>
    page.entries.filter(isRecord).map((entry) => ({ ...entry, server: page.server })),
  );
  const next = pages.length === 1 ? pages[0]?.nextCursor : undefined;
  return json({
    ...(request.server === undefined ? {} : { server: request.server }),
    [key]: entries,
    ...(next === undefined ? {} : { nextCursor: next }),
  });
}

/** What the model reads of a resource: JSON. Binary content is described by its size. */
export function renderResource(
  { server: name, uri }: Extract<ResourceRequest, { kind: 'read' }>,
  result: unknown,
): string {
  const contents = isRecord(result) ? own(result, 'contents') : undefined;
  return json({ server: name, uri, contents: Array.isArray(contents) ? contents.map(withoutBlob) : [] });
}

function withoutBlob(content: unknown): unknown {
  if (!isRecord(content)) return content;
  const blob = own(content, 'blob');
  if (typeof blob !== 'string') return content;
  return { ...content, blob: `(${blob.length} characters of base64; not shown)` };
}

function json(value: unknown): string {
  return truncateOutput(JSON.stringify(value), maxTokens);
}
