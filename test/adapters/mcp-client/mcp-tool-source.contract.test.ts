import { test } from 'vitest';
import { describeToolSource } from '../../../src/testing/describe-tool-source.js';
import { McpBench, oddServer, serverAt } from './support/mcp-bench.js';

describeToolSource({ test }, 'McpToolSource', async (scenario) => {
  const bench = await McpBench.create();
  const mode = { echoes: 'plain', fails: 'refuses', waits: 'holds' }[scenario];
  return {
    source: bench.source([serverAt(oddServer(mode))]),
    name: 'echo',
    namespace: 'mcp__mini',
    cleanUp: () => bench[Symbol.asyncDispose](),
  };
});
