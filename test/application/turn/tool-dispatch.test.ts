import { describe, expect, it } from 'vitest';
import { InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { InMemoryToolSource } from '../../../src/adapters/in-memory/in-memory-tool-source.js';
import { RecordingLogger } from '../../../src/adapters/in-memory/recording-logger.js';
import type { OfferedSourceTool } from '../../../src/application/tools/source-tool.js';
import { ToolDispatch } from '../../../src/application/turn/tool-dispatch.js';
import type { ToolCallItem } from '../../../src/domain/conversation/history-item.js';
import { absolute, doubles, functionCall, scopeWith } from '../support/build.js';

function offered(name: string): OfferedSourceTool {
  const definition = { kind: 'function', name, description: '', parameters: {} } as const;
  const tool = { definition, server: 's', approval: 'not-needed' } as const;
  return { source: new InMemoryToolSource([]), offered: tool };
}

const custom = (name: string): ToolCallItem => ({ kind: 'custom-tool-call', callId: 'c', name, input: '' });

describe('ToolDispatch', () => {
  it('offers the built-in tools first, then those of the sources', () => {
    const names = new ToolDispatch([offered('mine')]).definitions.map((tool) =>
      tool.kind === 'web-search' ? '' : tool.name,
    );
    expect(names).toEqual(['exec_command', 'write_stdin', 'update_plan', 'apply_patch', 'view_image', 'mine']);
  });

  it.each<[string, ToolCallItem, string]>([
    ['an unknown function', functionCall('nope', {}), 'unsupported call: nope'],
    ['an unknown custom tool', custom('nope'), 'unsupported custom tool call: nope'],
    ['a name that objects inherit', functionCall('toString', {}), 'unsupported call: toString'],
    [
      'a built-in tool in a namespace',
      { ...functionCall('exec_command', {}), namespace: 'mcp__x' } as ToolCallItem,
      'unsupported call: exec_command',
    ],
    ['a function called as a custom tool', custom('exec_command'), 'aborted'],
    ['a plan called as a custom tool', custom('update_plan'), 'aborted'],
    ['input called as a custom tool', custom('write_stdin'), 'aborted'],
    ['a custom tool called as a function', functionCall('apply_patch', {}), 'aborted'],
    ['the search of the provider', functionCall('web_search', {}), 'unsupported call: web_search'],
    ['arguments that are no JSON', functionCall('update_plan', '{'), expect.stringMatching(/^failed to parse/)],
  ])('answers %s', async (_, call, output) => {
    const { scope } = scopeWith(doubles());
    expect(await new ToolDispatch([]).prepare(call, scope)).toEqual({ kind: 'answer', output });
  });

  it('answers a tool that fails to prepare, and logs why', async () => {
    const logger = new RecordingLogger();
    const fileSystem = new InMemoryFileSystem();
    fileSystem.inspect = () => Promise.reject(new Error('the disk is gone'));
    const { scope } = scopeWith(doubles({ logger, fileSystem }));
    const call: ToolCallItem = {
      kind: 'custom-tool-call',
      callId: 'c',
      name: 'apply_patch',
      input: '*** Begin Patch\n*** Delete File: a\n*** End Patch\n',
    };
    expect(await new ToolDispatch([]).prepare(call, scope)).toEqual({
      kind: 'answer',
      output: 'apply_patch failed: the disk is gone',
    });
    expect(logger.entries).toEqual([
      {
        level: 'debug',
        message: 'the model calls a tool',
        details: { module: 'tools', tool: 'apply_patch', call: 'c' },
      },
      {
        level: 'error',
        message: 'preparing a tool call failed',
        details: { module: 'tools', tool: 'apply_patch', error: new Error('the disk is gone') },
      },
    ]);
  });

  it('prefers a built-in tool to one of a source with the same name', async () => {
    const { scope } = scopeWith(doubles(), { cwd: absolute('/repo') });
    const prepared = await new ToolDispatch([offered('update_plan')]).prepare(
      functionCall('update_plan', { plan: [] }),
      scope,
    );
    expect(prepared).toEqual({ kind: 'answer', output: 'Plan updated' });
  });

  it('offers no name twice, because providers refuse the whole request then', () => {
    const dispatch = new ToolDispatch([offered('update_plan'), offered('mine'), offered('mine')]);
    const names = dispatch.definitions.map((tool) => (tool.kind === 'web-search' ? '' : tool.name));
    expect(names).toEqual([...new Set(names)]);
  });
});
