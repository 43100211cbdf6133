import type { AgentPorts } from '../agent-ports.js';
import type { OfferedSourceTool } from '../tools/source-tool.js';
import type { TurnItems } from './turn-items.js';

/** Asks every source what it offers. A source that has problems says so in the turn and does not hold up the others. */
export async function offeredTools(
  { toolSources, logger }: AgentPorts,
  items: TurnItems,
): Promise<readonly OfferedSourceTool[]> {
  if (toolSources.length === 0) return [];
  const { signal } = new AbortController();
  const offers = await Promise.allSettled(
    toolSources.map(async (source) => ({ source, ...(await source.offer(signal)) })),
  );
  return offers.flatMap((offer) => {
    if (offer.status === 'rejected') {
      logger.log('error', 'a tool source failed', { error: offer.reason });
      items.add({ type: 'error', message: `a tool source failed: ${String(offer.reason)}` });
      return [];
    }
    const { source, tools, problems } = offer.value;
    for (const message of problems) items.add({ type: 'error', message });
    return tools.map((offered) => ({ source, offered }));
  });
}
