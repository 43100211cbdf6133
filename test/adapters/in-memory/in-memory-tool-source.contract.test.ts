import { test } from 'vitest';
import { type InMemoryTool, InMemoryToolSource } from '../../../src/adapters/in-memory/in-memory-tool-source.js';
import { describeToolSource, type ToolSourceScenario } from '../../../src/testing/describe-tool-source.js';

const runs: Record<ToolSourceScenario, InMemoryTool['run']> = {
  echoes: ({ arguments: values }) => ({ kind: 'success', output: JSON.stringify(values) }),
  fails: () => ({ kind: 'failure', output: 'no' }),
  waits: (_, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
};

describeToolSource({ test }, 'InMemoryToolSource', async (scenario) => {
  const definition = { kind: 'function', name: 'run', description: 'Runs.', parameters: { type: 'object' } } as const;
  const tool: InMemoryTool = { definition, server: 'memory', approval: 'not-needed', run: runs[scenario] };
  return { source: new InMemoryToolSource([tool]), name: 'run' };
});
