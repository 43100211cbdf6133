import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RecordingLogger } from '../../../../src/adapters/in-memory/recording-logger.js';
import { McpConnections, type McpSourceOptions } from '../../../../src/adapters/mcp-client/mcp-connections.js';
import type { McpToolSource } from '../../../../src/adapters/mcp-client/mcp-tool-source.js';
import { SystemClock } from '../../../../src/adapters/node/system-clock.js';
import type { McpServer, McpTransport } from '../../../../src/domain/config/mcp-servers.js';
import { type AbsolutePath, parseAbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import type { Clock } from '../../../../src/ports/clock.js';
import type { CredentialStore } from '../../../../src/ports/credential-store.js';
import type { ToolInvocation, ToolResult } from '../../../../src/ports/tool-source.js';

/** A directory and connections of one test; servers are ended and the directory is removed afterwards. */
export class McpBench implements AsyncDisposable {
  readonly directory: AbsolutePath;
  readonly logger = new RecordingLogger();
  readonly connections: McpConnections;

  private constructor(directory: AbsolutePath, options: BenchOptions) {
    this.directory = directory;
    this.connections = new McpConnections({
      clock: options.clock ?? new SystemClock(),
      environment: { variables: { PATH: process.env.PATH ?? '', ...options.variables }, platform: 'linux' },
      logger: this.logger,
      version: '1.2.3',
      ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    });
  }

  static async create(options: BenchOptions = {}): Promise<McpBench> {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'codex-sdk-mcp-')));
    return new McpBench(absolutePath(directory), options);
  }

  source(
    servers: readonly McpServer[],
    more: Omit<McpSourceOptions, 'servers' | 'workingDirectory'> = {},
  ): McpToolSource {
    return this.connections.toolSource({ servers, workingDirectory: this.directory, ...more });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connections.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

interface BenchOptions {
  readonly clock?: Clock;
  readonly variables?: Readonly<Record<string, string>>;
  readonly credentials?: CredentialStore;
}

export function absolutePath(path: string): AbsolutePath {
  const parsed = parseAbsolutePath(path);
  if (!parsed.ok) throw new Error(`${path} should be absolute`);
  return parsed.value;
}

/** A configured server with the defaults of the configuration. */
export function serverAt(transport: McpTransport, settings: Partial<Omit<McpServer, 'transport'>> = {}): McpServer {
  return {
    name: 'mini',
    enabled: true,
    required: false,
    startupTimeoutMs: 10_000,
    toolTimeoutMs: 10_000,
    disabledTools: [],
    defaultApprovalMode: 'auto',
    toolApprovalModes: new Map(),
    parallelToolCalls: false,
    ...settings,
    transport,
  };
}

/** A program that this version of Node runs. */
function nodeProgram(
  script: string,
  args: readonly string[] = [],
  more: Partial<Extract<McpTransport, { kind: 'stdio' }>> = {},
): Extract<McpTransport, { kind: 'stdio' }> {
  return {
    kind: 'stdio',
    command: process.execPath,
    args: [script, ...args],
    env: {},
    inheritedVariables: [],
    ...more,
  };
}

/** A server of ours that does as it is told: see the script. */
export function oddServer(mode: string, ...args: readonly string[]): Extract<McpTransport, { kind: 'stdio' }> {
  return nodeProgram(fileURLToPath(new URL('./odd-server.mjs', import.meta.url)), [mode, ...args]);
}

/** The server of the protocol's authors that has everything. */
export function everythingServer(...args: readonly string[]): Extract<McpTransport, { kind: 'stdio' }> {
  const entry = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'));
  return nodeProgram(entry, args);
}

export const never = new AbortController().signal;

/** Calls a tool of the server `mini`. */
export function callTool(
  source: McpToolSource,
  name: string,
  args: ToolInvocation['arguments'] = {},
  more: Partial<ToolInvocation> & { readonly signal?: AbortSignal } = {},
): Promise<ToolResult> {
  const { signal = never, ...rest } = more;
  const origin = { threadId: 'thread', turnId: 'turn', callId: 'call' };
  return source.call({ ...origin, namespace: 'mcp__mini', name, arguments: args, ...rest }, signal);
}
