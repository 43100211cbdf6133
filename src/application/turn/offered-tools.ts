import { CodexError } from '../../domain/codex-error.js';
import type { AgentPorts } from '../agent-ports.js';
import type { OfferedSourceTool } from '../tools/source-tool.js';
import type { ItemReports } from './turn-items.js';

/**
 * Asks every source what it offers. A source that has problems says so in the turn and does not hold up the others. An interrupted turn
 * waits for none of them.
 *
 * @throws CodexError `tool-source-failed` when tools are missing without which the user wants no turn.
 */
export async function offeredTools(
  { toolSources, logger }: AgentPorts,
  { items, signal }: { readonly items: ItemReports; readonly signal: AbortSignal },
): Promise<readonly OfferedSourceTool[]> {
  if (toolSources.length === 0) return [];
  const asking = Promise.allSettled(toolSources.map(async (source) => ({ source, ...(await source.offer(signal)) })));
  const offers = await Promise.race([asking, abortOf(signal)]);
  if (offers === 'aborted' || signal.aborted) return [];
  return offers.flatMap((offer) => {
    if (offer.status === 'rejected') {
      if (CodexError.is(offer.reason) && offer.reason.code === 'tool-source-failed') throw offer.reason;
      logger.log('error', 'a tool source failed', { module: 'tools', error: offer.reason });
      items.add({ type: 'error', message: `a tool source failed: ${String(offer.reason)}` });
      return [];
    }
    const { source, tools, problems } = offer.value;
    for (const message of problems) items.add({ type: 'error', message });
    return tools.map((offered) => ({ source, offered }));
  });
}

function abortOf(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}
