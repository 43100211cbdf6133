import { describe, expect, it } from 'vitest';
import { defineTool } from '../../src/adapters/host-tools/define-tool.js';
import type { HostToolAnswer } from '../../src/adapters/host-tools/host-tool.js';
import { HostToolSource } from '../../src/adapters/host-tools/host-tool-source.js';
import { InMemorySandbox } from '../../src/adapters/in-memory/in-memory-sandbox.js';
import type { HistoryItem, ToolOutput } from '../../src/domain/conversation/history-item.js';
import type { ModelEvent } from '../../src/ports/model.js';
import { scriptCustomToolCall, scriptFunctionCall, scriptMessage } from '../../src/testing/scripted-reply.js';
import { type BenchParts, ThreadBench } from './support/thread-bench.js';

const full = { sandboxMode: 'danger-full-access' } as const;

/** What the model reads after it made some calls. */
async function outputsOf(calls: readonly (readonly ModelEvent[])[], given: BenchParts = {}) {
  const bench = new ThreadBench([calls.flat(), scriptMessage('done')], given);
  await bench.thread(full).run('go');
  const items: readonly HistoryItem[] = bench.model.requests[1]?.history.map(({ item }) => item) ?? [];
  const outputs = items.flatMap((item): readonly ToolOutput[] => ('output' in item ? [item.output] : []));
  return { outputs, bench };
}

const patch = (callId: string, from: string, to: string) =>
  scriptCustomToolCall({
    callId,
    name: 'apply_patch',
    input: `*** Begin Patch\n*** Update File: a.txt\n@@\n-${from}\n+${to}\n*** End Patch\n`,
  });

describe('a model that', () => {
  it('patches one file several times at once has its patches applied one after the other', async () => {
    const { outputs, bench } = await outputsOf([patch('1', 'a', 'b'), patch('2', 'b', 'c'), patch('3', 'a', 'x')], {
      files: { '/repo/a.txt': 'a\n' },
    });
    expect(bench.files.text('/repo/a.txt')).toBe('c\n');
    expect(outputs.map((output) => String(output).split('\n')[0])).toEqual([
      'Exit code: 0',
      // The second patch fits only what the first one leaves behind, and is judged by that.
      'Exit code: 0',
      expect.stringMatching(/^apply_patch verification failed/),
    ]);
  });

  it('makes hundreds of calls at once gets an answer to each, in order', async () => {
    const calls = Array.from({ length: 300 }, (_, index) =>
      scriptFunctionCall({ callId: `c${index}`, name: `tool_${index}`, arguments: '{}' }),
    );
    const { outputs } = await outputsOf(calls);
    expect(outputs).toEqual(Array.from({ length: 300 }, (_, index) => `unsupported call: tool_${index}`));
  });

  it('uses names and ids that mean something elsewhere gets ordinary answers', async () => {
    const names = ['__proto__', 'constructor', '', '../../etc/passwd', 'exec_command\0', '💥'];
    const calls = names.map((name, index) =>
      scriptFunctionCall({ callId: `__proto__${index}`, name, arguments: '{}' }),
    );
    const { outputs } = await outputsOf(calls);
    expect(outputs).toEqual(names.map((name) => `unsupported call: ${name}`));
  });

  it('prints without end leaves a request of bounded size', async () => {
    const sandbox = new InMemorySandbox([
      {
        argv: () => true,
        repeats: true,
        run: (io) => {
          for (let count = 0; count < 200; count += 1) io.print('stdout', '😀'.repeat(10_000));
          return { kind: 'exited', exitCode: 0 };
        },
      },
    ]);
    const calls = ['1', '2', '3'].map((callId) =>
      scriptFunctionCall({ callId, name: 'exec_command', arguments: { cmd: 'yes' } }),
    );
    const { outputs, bench } = await outputsOf(calls, { ports: { sandbox } });
    expect(Math.max(...outputs.map((output) => String(output).length))).toBeLessThan(25_000);
    const sent = bench.model.requests[1]?.history.map(({ json }) => json).join('') ?? '';
    expect(sent).not.toMatch(/\\ud[89a-f]/);
  });
});

describe('a function of the host that', () => {
  const tool = (execute: () => unknown) =>
    new HostToolSource([
      defineTool({ name: 'work', description: '', input: {}, execute: execute as () => HostToolAnswer }),
    ]);
  const called = [scriptFunctionCall({ callId: 'c', name: 'work', arguments: '{}' })];

  it.each<[string, () => unknown, unknown]>([
    ['throws', throwing, 'it broke'],
    ['rejects', () => Promise.reject(new Error('it broke')), 'it broke'],
    ['throws a text', throwingText, 'it broke'],
    ['answers nothing', () => undefined, ''],
    ['answers something that refers to itself', cyclic, expect.stringMatching(/circular/i)],
    ['answers a number that JSON does not know', () => 5n, expect.stringMatching(/BigInt/)],
    ['answers a function', () => () => 5, expect.stringMatching(/neither text nor a list/)],
    ['answers half of a part', () => [{ kind: 'input-text' }], expect.stringMatching(/neither text nor a list/)],
    ['answers half of a character', () => 'a\uD83D', 'a\uD83D'],
    ['answers with a prototype', () => JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
  ])('%s does not end the turn', async (_, execute, expected) => {
    const { outputs } = await outputsOf(called, { ports: { toolSources: [tool(execute)] } });
    expect(outputs).toEqual([expected]);
  });

  it('changes its arguments changes nothing of what is shown or sent', async () => {
    const source = new HostToolSource([
      defineTool<{ a: number }>({
        name: 'work',
        description: '',
        input: {},
        execute: (input) => {
          Object.assign(input, { a: 2, secret: 'x' });
          return 'done';
        },
      }),
    ]);
    const bench = new ThreadBench(
      [scriptFunctionCall({ callId: 'c', name: 'work', arguments: { a: 1 } }), scriptMessage('done')],
      { ports: { toolSources: [source] } },
    );
    const { items } = await bench.thread(full).run('go');
    expect(items[0]).toMatchObject({ type: 'mcp_tool_call', arguments: { a: 1 } });
  });
});

function throwing(): never {
  throw new Error('it broke');
}

function throwingText(): never {
  // A host program may throw anything.
  const text: unknown = 'it broke';
  throw text;
}

function cyclic(): unknown {
  const answer: { self?: unknown } = {};
  answer.self = answer;
  return answer;
}
