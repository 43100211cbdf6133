import type { McpAgent } from '../../adapters/mcp-server/mcp-agent.js';
import type { McpMessageChannel, McpMessageStreams } from '../../adapters/mcp-server/open-streams.js';
import type { ServedAgent } from '../../adapters/mcp-server/serve-agent.js';
import type { AgentThreadOptions } from '../../domain/mcp/serve/agent-call.js';
import { packageVersion } from '../../domain/package-version.js';
import type { JsonObject } from '../../domain/tools/tool-definition.js';
import type { Approver } from '../../ports/approver.js';
import type { Codex } from '../codex.js';
import type { ThreadAmendment } from '../thread-amendment.js';

/**
 * Serves an agent to one client of the Model Context Protocol: the tools `codex` and `codex-reply`. Questions go to the approval handler
 * of the `Codex`, or to the client when there is none. Closing does not close the `Codex`.
 *
 * @param transport a pair of streams, such as the standard streams of the process, or a transport of the protocol's own packages
 * @example
 * ```ts
 * const served = await serveMcp(codex, { input: process.stdin, output: process.stdout });
 * await served.closed;
 * ```
 */
export async function serveMcp(codex: Codex, transport: McpMessageChannel | McpMessageStreams): Promise<ServedAgent> {
  const [{ serveAgent }, { ClientApprovals }] = await Promise.all([
    import('../../adapters/mcp-server/serve-agent.js'),
    import('../../adapters/mcp-server/client-approvals.js'),
  ]);
  const version = packageVersion;
  if (codex.answersApprovals) return serveAgent(agentOf(codex), transport, { version });
  const approvals = new ClientApprovals();
  return serveAgent(agentOf(codex, approvals), transport, { version, approvals });
}

function agentOf(codex: Codex, approver?: Approver): McpAgent {
  return {
    startThread: ({ config, configProfile, compactPrompt, ...options }) =>
      // Whoever calls the tool has chosen the directory.
      codex.startAmendedThread(
        { skipGitRepoCheck: true, ...options },
        {
          ...amendmentOf({ config, configProfile, compactPrompt }),
          ...(approver === undefined ? {} : { approver }),
        },
      ),
  };
}

type Amended = { readonly [Key in 'config' | 'configProfile' | 'compactPrompt']: AgentThreadOptions[Key] | undefined };

function amendmentOf({ config, configProfile, compactPrompt }: Amended): ThreadAmendment {
  const settings: JsonObject = { ...config, ...(compactPrompt === undefined ? {} : { compact_prompt: compactPrompt }) };
  return { config: settings, ...(configProfile === undefined ? {} : { configProfile }) };
}
