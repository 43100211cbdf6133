import { describe, expect, it } from 'vitest';
import { type InMemoryTool, InMemoryToolSource } from '../../../src/adapters/in-memory/in-memory-tool-source.js';
import type { ToolInvocation } from '../../../src/ports/tool-source.js';

const echo = { kind: 'function', name: 'echo', description: 'Echoes.', parameters: { type: 'object' } } as const;
const plain: InMemoryTool = {
  definition: echo,
  server: 'host',
  approval: 'not-needed',
  run: ({ arguments: args }) => ({ kind: 'success', output: JSON.stringify(args) }),
};
const grouped: InMemoryTool = {
  definition: { kind: 'namespace', name: 'mcp__mini', description: 'Mini.', tools: [echo] },
  server: 'mini',
  approval: 'always',
  run: async () => ({ kind: 'failure', output: 'no' }),
};
const search: InMemoryTool = {
  definition: { kind: 'web-search', access: 'live' },
  server: 'web',
  approval: 'by-policy',
  run: () => ({ kind: 'failure', output: 'no' }),
};
const invocation: ToolInvocation = { threadId: 't', turnId: 'u', callId: 'c', name: 'echo', arguments: { a: 1 } };
const { signal } = new AbortController();

describe('InMemoryToolSource', () => {
  it('offers its tools and its problems', async () => {
    const { run: _, ...offered } = plain;
    expect(await new InMemoryToolSource([plain], ['slow']).offer()).toEqual({ tools: [offered], problems: ['slow'] });
  });

  it('calls functions, alone or in a namespace, and keeps the calls', async () => {
    const source = new InMemoryToolSource([search, plain, grouped]);
    const inNamespace = { ...invocation, namespace: 'mcp__mini' };
    expect([
      await source.call(invocation, signal),
      await source.call(inNamespace, signal),
      await source.call({ ...invocation, name: 'nothing' }, signal),
    ]).toEqual([
      { kind: 'success', output: '{"a":1}' },
      { kind: 'failure', output: 'no' },
      { kind: 'failure', output: 'there is no tool `nothing`' },
    ]);
    expect(source.invocations).toEqual([invocation, inNamespace, { ...invocation, name: 'nothing' }]);
  });

  it('rejects with an AbortError when it is no longer wanted', async () => {
    await expect(new InMemoryToolSource([plain]).call(invocation, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('knows whether it was closed', async () => {
    const source = new InMemoryToolSource([]);
    await source.close();
    expect(source.closed).toBe(true);
  });
});
