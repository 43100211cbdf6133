import { describe, expect, it } from 'vitest';
import { ExecTranscript } from '../../../src/cli/exec/exec-transcript.js';
import { renderHeader, renderPrompt } from '../../../src/cli/exec/render-header.js';
import { ansiPaint, type Paint, plainPaint } from '../../../src/cli/style.js';
import type { ThreadEvent, ThreadItem } from '../../../src/index.js';

/** Every event comes 250 ms after the one before. */
function transcript(events: readonly ThreadEvent[], paint: Paint = plainPaint): string {
  let time = 0;
  const shown = new ExecTranscript({ paint, now: () => time, workingDirectory: '/repo' });
  return events
    .map((event) => {
      time += 250;
      return shown.render(event);
    })
    .join('');
}

const started = (item: ThreadItem): ThreadEvent => ({ type: 'item.started', item });
const updated = (item: ThreadItem): ThreadEvent => ({ type: 'item.updated', item });
const completed = (item: ThreadItem): ThreadEvent => ({ type: 'item.completed', item });

const command = (id: string, fields: object = {}): ThreadItem => ({
  id,
  type: 'command_execution',
  command: `/bin/bash -lc 'echo ${id}'`,
  aggregated_output: '',
  status: 'in_progress',
  ...fields,
});

const mcp = (fields: object = {}): ThreadItem => ({
  id: 'item_0',
  type: 'mcp_tool_call',
  server: 'docs',
  tool: 'find',
  arguments: { query: 'x' },
  status: 'in_progress',
  ...fields,
});

const plan = (...done: readonly boolean[]): ThreadItem => ({
  id: 'item_0',
  type: 'todo_list',
  items: done.map((isDone, index) => ({ text: `step ${index + 1}`, completed: isDone })),
});

describe('ExecTranscript', () => {
  it('tells a whole turn', () => {
    expect(
      transcript([
        { type: 'thread.started', thread_id: 't' },
        { type: 'turn.started' },
        completed({ id: 'item_0', type: 'reasoning', text: '**Thinking** about it' }),
        started(command('item_1')),
        completed(command('item_1', { aggregated_output: 'out\n', exit_code: 0, status: 'completed' })),
        started(command('item_2')),
        completed(command('item_2', { aggregated_output: 'bad', exit_code: 2, status: 'failed' })),
        completed({ id: 'item_3', type: 'agent_message', text: 'Done.' }),
        {
          type: 'turn.completed',
          usage: {
            input_tokens: 5000,
            cached_input_tokens: 1000,
            cache_write_input_tokens: 0,
            output_tokens: 234,
            reasoning_output_tokens: 5,
          },
        },
      ]),
    ).toBe(`**Thinking** about it
exec
/bin/bash -lc 'echo item_1' in /repo
 succeeded in 250ms:
out
exec
/bin/bash -lc 'echo item_2' in /repo
 exited 2 in 250ms:
bad
codex
Done.
tokens used
4,234
`);
  });

  it('names a command again when something came between its start and its end', () => {
    const done = { aggregated_output: '', exit_code: 0, status: 'completed' };
    expect(
      transcript([
        started(command('item_0')),
        started(command('item_1')),
        completed(command('item_1', done)),
        completed(command('item_0', done)),
      ]),
    ).toBe(`exec
/bin/bash -lc 'echo item_0' in /repo
exec
/bin/bash -lc 'echo item_1' in /repo
 succeeded in 250ms:
exec
/bin/bash -lc 'echo item_0' in /repo
 succeeded in 750ms:
`);
  });

  it.each<[string, readonly ThreadEvent[], string]>([
    [
      'a command that could not be started',
      [completed(command('item_0', { aggregated_output: 'no such file', exit_code: -1, status: 'failed' }))],
      "exec\n/bin/bash -lc 'echo item_0' in /repo\n failed:\nno such file\n",
    ],
    [
      'a patch',
      [
        started({ id: 'item_0', type: 'file_change', status: 'in_progress', changes: [] }),
        completed({
          id: 'item_0',
          type: 'file_change',
          status: 'completed',
          changes: [
            { path: '/repo/a', kind: 'add' },
            { path: '/repo/b', kind: 'update', diff: '@@ -1 +1 @@\n-old\n+new\n' },
            { path: '/repo/c', kind: 'delete' },
          ],
        }),
      ],
      'apply patch\npatch: completed\nA /repo/a\nM /repo/b\n@@ -1 +1 @@\n-old\n+new\nD /repo/c\n',
    ],
    [
      'a tool',
      [
        started(mcp()),
        completed(
          mcp({
            status: 'completed',
            result: { content: [{ type: 'text', text: 'found' }, { type: 'image' }], structured_content: null },
            error: null,
          }),
        ),
      ],
      'tool docs.find({"query":"x"})\n succeeded in 250ms:\nfound\n{"type":"image"}\n',
    ],
    [
      'a tool that failed',
      [completed(mcp({ status: 'failed', result: null, error: { message: 'no' } }))],
      'tool docs.find({"query":"x"})\n failed:\nno\n',
    ],
    [
      'a search, once',
      [
        started({ id: 'item_0', type: 'web_search', query: 'weather' }),
        completed({ id: 'item_0', type: 'web_search', query: 'weather' }),
      ],
      'search weather\n',
    ],
    [
      'a plan as it changes',
      [started(plan(false, false)), updated(plan(true, false)), completed(plan(true, true))],
      'plan\n  → step 1\n  • step 2\nplan\n  ✓ step 1\n  → step 2\n',
    ],
    [
      'a warning',
      [completed({ id: 'item_0', type: 'error', message: 'unknown key `x`' })],
      'warning: unknown key `x`\n',
    ],
    [
      'a failure, once',
      [
        { type: 'error', message: 'Reconnecting... 1/5 (x)' },
        { type: 'error', message: 'model not found' },
        { type: 'turn.failed', error: { message: 'model not found' } },
      ],
      'ERROR: Reconnecting... 1/5 (x)\nERROR: model not found\n',
    ],
    ['a failure without a notice', [{ type: 'turn.failed', error: { message: 'm' } }], 'ERROR: m\n'],
    [
      'hostile text, made visible',
      [
        completed({ id: 'item_0', type: 'agent_message', text: '\u001b]0;pwned\u0007hi\u0007' }),
        completed(command('\u001b[2Jx', { aggregated_output: '\u001b[8mhidden', exit_code: 0, status: 'completed' })),
      ],
      "codex\nhi\\u0007\nexec\n/bin/bash -lc 'echo x' in /repo\n succeeded:\nhidden\n",
    ],
  ])('shows %s', (_, events, text) => {
    expect(transcript(events)).toBe(text);
  });

  it('shows the beginning and the end of a long output', () => {
    const output = Array.from({ length: 1000 }, (_, line) => `line ${line}`).join('\n');
    const lines = transcript([
      completed(command('item_0', { aggregated_output: output, exit_code: 0, status: 'completed' })),
    ]).split('\n');
    expect([lines.length, lines[3], lines[103], lines.at(-2)]).toEqual([
      205,
      'line 0',
      '... 800 lines not shown ...',
      'line 999',
    ]);
  });

  it('is colourful on request', () => {
    expect(transcript([completed({ id: 'item_0', type: 'agent_message', text: 'hi' })], ansiPaint)).toBe(
      '\u001b[35;3mcodex\u001b[0m\nhi\n',
    );
  });
});

describe('the head of a transcript', () => {
  it('has the facts and the prompt', () => {
    expect(
      renderHeader(
        'codex-sdk v1',
        [
          ['workdir', '/repo'],
          ['model', 'm\u0007'],
        ],
        plainPaint,
      ) + renderPrompt('do\nit', plainPaint),
    ).toBe('codex-sdk v1\n--------\nworkdir: /repo\nmodel: m\\u0007\n--------\nuser\ndo\nit\n');
  });
});
