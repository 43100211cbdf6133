import { describe, expect, it } from 'vitest';
import { InMemoryToolSource } from '../../../src/adapters/in-memory/in-memory-tool-source.js';
import { RecordingLogger } from '../../../src/adapters/in-memory/recording-logger.js';
import { offeredTools } from '../../../src/application/turn/offered-tools.js';
import { CodexError } from '../../../src/domain/codex-error.js';
import type { ToolSource } from '../../../src/ports/tool-source.js';
import { doubles, scopeWith } from '../support/build.js';

const definition = { kind: 'function', name: 'work', description: '', parameters: {} } as const;
const working = (problems: readonly string[] = []) =>
  new InMemoryToolSource(
    [{ definition, server: 's', approval: 'not-needed', run: () => ({ kind: 'success', output: '' }) }],
    problems,
  );
const failing = (error: unknown): ToolSource => ({
  offer: () => Promise.reject(error),
  call: () => Promise.reject(new Error('not asked')),
});

function offered(toolSources: readonly ToolSource[], signal = new AbortController().signal) {
  const logger = new RecordingLogger();
  const { scope, events } = scopeWith(doubles({ toolSources, logger }));
  return { offers: offeredTools(scope.ports, { items: scope.items, signal }), events, logger };
}

const notice = (message: string) => ({ type: 'item.completed', item: { id: 'item_0', type: 'error', message } });

describe('offeredTools', () => {
  it('collects what the sources offer', async () => {
    const [one, two] = [working(), working()];
    const { offers, events } = offered([one, two]);
    expect((await offers).map(({ source, offered: tool }) => [source, tool.definition])).toEqual([
      [one, definition],
      [two, definition],
    ]);
    expect(events).toEqual([]);
  });

  it('shows problems, and goes on without what is missing', async () => {
    const { offers, events } = offered([working(['the server `x` is missing'])]);
    expect([(await offers).length, events]).toEqual([1, [notice('the server `x` is missing')]]);
  });

  it('does not let a source that breaks concern the others', async () => {
    const { offers, events, logger } = offered([failing(new Error('it broke')), working()]);
    expect([(await offers).length, events, logger.entries.length]).toEqual([
      1,
      [notice('a tool source failed: Error: it broke')],
      1,
    ]);
  });

  it('fails when tools are missing that the user demands', async () => {
    const missing = new CodexError('tool-source-failed', 'required MCP servers failed');
    await expect(offered([working(), failing(missing)]).offers).rejects.toBe(missing);
  });

  it.each(['before', 'meanwhile'])('waits for nobody when the turn was interrupted %s', async (when) => {
    const abort = new AbortController();
    if (when === 'before') abort.abort();
    const silent: ToolSource = {
      offer: () => new Promise(() => undefined),
      call: () => Promise.reject(new Error('not asked')),
    };
    const { offers, events } = offered([silent, working(['a problem'])], abort.signal);
    abort.abort();
    expect([await offers, events]).toEqual([[], []]);
  });
});
