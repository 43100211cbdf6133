import { test } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../../../src/adapters/host-tools/define-tool.js';
import type { HostToolAnswer, HostToolContext } from '../../../src/adapters/host-tools/host-tool.js';
import { HostToolSource } from '../../../src/adapters/host-tools/host-tool-source.js';
import { describeToolSource, type ToolSourceScenario } from '../../../src/testing/describe-tool-source.js';

/** What the function of each scenario does. The one that waits takes no notice of an interruption. */
const behaviours: Readonly<
  Record<ToolSourceScenario, (text: string, context: HostToolContext) => Promise<HostToolAnswer>>
> = {
  echoes: async (text) => text,
  fails: () => Promise.reject(new Error('no such file')),
  waits: () => new Promise(() => undefined),
};

describeToolSource({ test }, 'HostToolSource', async (scenario) => {
  const echo = defineTool({
    name: 'echo',
    description: 'Echoes.',
    input: z.object({ text: z.string() }),
    execute: ({ text }, context) => behaviours[scenario](text, context),
  });
  return { source: new HostToolSource([echo]), name: 'echo' };
});
