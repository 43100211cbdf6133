import { cleanText } from '../notifications/clean-text.js';

/** Longest reason that is shown; reasons come from servers. */
const maxReason = 400;

/** Why a call of a tool brought no result, in the layout that models and client programs know. */
export function describeCallFailure(server: string, tool: string, reason: string): string {
  return `tool call error: tool call failed for \`${server}/${tool}\`\n\nCaused by:\n    ${cleanText(reason, maxReason)}`;
}

/** The reason of a call that the server refused with an error of the protocol. */
export function describeProtocolError(code: number, message: string): string {
  return `Mcp error: ${code}: ${cleanText(message, maxReason)}`;
}

/** The reason of a request that took too long. */
export function describeTimeout(method: string, afterMs: number): string {
  return `timed out awaiting ${method} after ${duration(afterMs)}`;
}

/** One sentence about a server that cannot be used. */
export function describeServerProblem(server: string, reason: string): string {
  return `MCP server \`${cleanText(server, 100)}\` is not available: ${cleanText(reason, maxReason)}`;
}

/** One sentence about tools of a server that are not offered. */
export function describeRejectedTools(server: string, rejected: number): string {
  const tools = rejected === 1 ? 'one tool' : `${rejected} tools`;
  return `MCP server \`${cleanText(server, 100)}\` describes ${tools} in a way that cannot be used; not offered`;
}

/** The message of a thread that cannot start because of servers that are `required`. */
export function describeMissingServers(
  failures: readonly { readonly server: string; readonly reason: string }[],
): string {
  const each = failures.map(({ server, reason }) => `${cleanText(server, 100)}: ${cleanText(reason, maxReason)}`);
  return `required MCP servers failed to initialize: ${each.join('; ')}`;
}

function duration(ms: number): string {
  return ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
}
