import type { Client, ElicitResult } from '@modelcontextprotocol/client';
import { describeTimeout } from '../../domain/mcp/describe-failure.js';
import { longestTimerMs, McpConnection } from './mcp-connection.js';
import type { ServerLink } from './server-link.js';

/** How a server is greeted. */
export interface Greeting {
  /** The version that the server is told. */
  readonly version: string;
  /** > 0; for the greeting and the list of tools together. */
  readonly timeoutMs: number;
  /** Aborting it gives the server up. */
  readonly signal: AbortSignal;
}

/**
 * Greets a server and asks for its tools. Rejects with an `Error` whose message is the reason when the server does not come up in time
 * or does not speak the protocol; closing the link is left to the caller.
 */
export async function connectServer(
  link: ServerLink,
  { version, timeoutMs, signal }: Greeting,
): Promise<McpConnection> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), Math.min(timeoutMs, longestTimerMs));
  const either = AbortSignal.any([signal, deadline.signal]);
  try {
    return await Promise.race([greet(link, { version, timeoutMs, signal: either }), whenAborted(either)]);
  } catch (cause) {
    const reason = deadline.signal.aborted ? describeTimeout('its start', timeoutMs) : link.describe(cause);
    throw new Error(reason, { cause });
  } finally {
    clearTimeout(timer);
  }
}

async function greet(link: ServerLink, { version, timeoutMs, signal }: Greeting): Promise<McpConnection> {
  const client = await newClient(version);
  let connection: McpConnection | undefined;
  client.setRequestHandler('elicitation/create', async ({ params }) => toResult(await connection?.answer(params)));
  await client.connect(link.transport, { signal, timeout: Math.min(timeoutMs + 1_000, longestTimerMs) });
  connection = new McpConnection(client, link);
  await connection.listTools({ timeoutMs, signal });
  return connection;
}

async function newClient(version: string): Promise<Client> {
  const { Client } = await import('@modelcontextprotocol/client');
  const client = new Client(
    { name: 'codex-mcp-client', title: 'Codex', version },
    {
      capabilities: { elicitation: { form: {}, url: {} } },
      // Schemas come from servers and may be made to be slow; nothing here depends on them.
      jsonSchemaValidator: {
        getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
      },
    },
  );
  return client;
}

function toResult(answer: Awaited<ReturnType<McpConnection['answer']>> | undefined): ElicitResult {
  if (answer?.action !== 'accept') return { action: answer?.action ?? 'decline' };
  return answer.content === undefined
    ? { action: 'accept' }
    : { action: 'accept', content: { ...answer.content } as NonNullable<ElicitResult['content']> };
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(new Error('it was given up'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
}
