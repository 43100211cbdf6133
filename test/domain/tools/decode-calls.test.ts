import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../../src/domain/result.js';
import { decodeExecCommand } from '../../../src/domain/tools/exec-command.js';
import { decodeUpdatePlan } from '../../../src/domain/tools/update-plan.js';
import { decodeWriteStdin } from '../../../src/domain/tools/write-stdin.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

const decoders: readonly [string, (text: string) => Result<unknown, string>][] = [
  ['exec_command', decodeExecCommand],
  ['update_plan', decodeUpdatePlan],
  ['write_stdin', decodeWriteStdin],
];

function decoded(decode: (text: string) => Result<unknown, string>, values: unknown): unknown {
  const result = decode(typeof values === 'string' ? values : JSON.stringify(values));
  return result.ok ? result.value : result.error;
}

const complaint = (text: string): string => `failed to parse function arguments: ${text}`;

describe.each(decoders)('%s, whatever the model writes', (_, decode) => {
  const starts = /^failed to parse function arguments: ./;

  it.each<[string, string]>([
    ['nothing', ''],
    ['white space', ' \n'],
    ['half of an object', '{"cmd": "ls"'],
    ['a list', '[]'],
    ['a number', '5'],
    ['null', 'null'],
    ['a text', '"cmd"'],
    ['two objects', '{}{}'],
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['a hundred thousand closed brackets', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects in objects', '{"cmd":'.repeat(100_000)],
    ['deep nesting in a field that is ignored', `{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['only inherited fields', '{"__proto__":{"cmd":"ls","plan":[],"session_id":1}}'],
    ['a constructor', '{"constructor":{"prototype":{"cmd":"ls"}}}'],
  ])('answers %s with a complaint', (__, text) => {
    expect(decoded(decode, text)).toMatch(starts);
  });

  it('never throws, and either decodes or complains', () => {
    const json = fc.json({ maxDepth: 4 });
    const halves = json.map((text) => text.slice(0, text.length / 2));
    const fields = fc.dictionary(
      fc.constantFrom('cmd', 'plan', 'session_id', 'chars', 'yield_time_ms', 'tty', '__proto__', 'toString'),
      fc.jsonValue({ maxDepth: 3 }),
    );
    const written = fields.map((values) => JSON.stringify(values));
    fc.assert(
      fc.property(fc.oneof(json, halves, written, fc.string()), (text) => {
        const result = decode(text);
        if (!result.ok) expect(result.error).toMatch(starts);
      }),
      { numRuns },
    );
  });
});

describe('exec_command', () => {
  const defaults = {
    cmd: 'ls',
    login: true,
    tty: false,
    yieldTimeMs: 10_000,
    maxOutputTokens: 10_000,
    permissions: 'use_default',
  };

  it.each<[string, object, object]>([
    ['fills in defaults', {}, {}],
    ['ignores fields that it does not know', { whatever: [1], CMD: 'x' }, {}],
    [
      'takes every field',
      {
        workdir: 'sub',
        shell: '/bin/zsh',
        login: false,
        tty: true,
        yield_time_ms: 500,
        max_output_tokens: 20,
        sandbox_permissions: 'require_escalated',
        justification: 'May I?',
        prefix_rule: ['npm', 'test'],
      },
      {
        workdir: 'sub',
        shell: '/bin/zsh',
        login: false,
        tty: true,
        yieldTimeMs: 500,
        maxOutputTokens: 20,
        permissions: 'require_escalated',
        justification: 'May I?',
        prefixRule: ['npm', 'test'],
      },
    ],
    ['takes null for absent', { workdir: null, login: null, yield_time_ms: null, sandbox_permissions: null }, {}],
    ['waits at least a moment', { yield_time_ms: 0 }, { yieldTimeMs: 250 }],
    ['waits for half a minute at most', { yield_time_ms: 1e300 }, { yieldTimeMs: 30_000 }],
    ['waits whole milliseconds', { yield_time_ms: 1000.9 }, { yieldTimeMs: 1000 }],
    ['returns nothing for a negative number of tokens', { max_output_tokens: -5 }, { maxOutputTokens: 0 }],
    ['returns ten thousand tokens at most', { max_output_tokens: 1e9 }, { maxOutputTokens: 10_000 }],
  ])('%s', (_, fields, expected) => {
    expect(decoded(decodeExecCommand, { cmd: 'ls', ...fields })).toEqual({ ...defaults, ...expected });
  });

  it.each<[object, string]>([
    [{}, 'missing field `cmd`'],
    [{ cmd: null }, 'field `cmd` must be a string'],
    [{ cmd: ['ls'] }, 'field `cmd` must be a string'],
    [{ cmd: 'ls', workdir: 5 }, 'field `workdir` must be a string'],
    [{ cmd: 'ls', login: 'yes' }, 'field `login` must be a boolean'],
    [{ cmd: 'ls', yield_time_ms: '5' }, 'field `yield_time_ms` must be a number'],
    [{ cmd: 'ls', prefix_rule: ['a', 1] }, 'field `prefix_rule` must be a list of strings'],
    [
      { cmd: 'ls', sandbox_permissions: 'none' },
      'field `sandbox_permissions` must be one of `use_default`, `require_escalated`',
    ],
    [{ sandbox_permissions: {}, tty: 1 }, 'missing field `cmd`'],
  ])('complains about %j', (fields, text) => {
    expect(decoded(decodeExecCommand, fields)).toBe(complaint(text));
  });
});

describe('update_plan', () => {
  it.each<[object, unknown]>([
    [{ plan: [] }, { plan: [] }],
    [
      {
        explanation: 'because',
        plan: [
          { step: 'one', status: 'completed' },
          { step: 'two', status: 'pending', x: 1 },
        ],
      },
      {
        explanation: 'because',
        plan: [
          { step: 'one', status: 'completed' },
          { step: 'two', status: 'pending' },
        ],
      },
    ],
    [{}, complaint('field `plan` must be a list of steps')],
    [{ plan: { 0: {} } }, complaint('field `plan` must be a list of steps')],
    [{ plan: ['one'] }, complaint('step 0 of `plan` needs a `step` text and a `status`')],
    [
      {
        plan: [
          { step: 'a', status: 'pending' },
          { step: 'b', status: 'done' },
        ],
      },
      complaint('step 1 of `plan` needs a `step` text and a `status`'),
    ],
    [{ plan: [{ step: 5, status: 'pending' }] }, complaint('step 0 of `plan` needs a `step` text and a `status`')],
    [{ plan: [], explanation: 5 }, complaint('field `explanation` must be a string')],
  ])('decodes %j', (fields, expected) => {
    expect(decoded(decodeUpdatePlan, fields)).toEqual(expected);
  });
});

describe('write_stdin', () => {
  it.each<[object, unknown]>([
    [{ session_id: 7 }, { sessionId: 7, chars: '', yieldTimeMs: 5_000, maxOutputTokens: 10_000 }],
    [
      { session_id: 7, yield_time_ms: 1 },
      { sessionId: 7, chars: '', yieldTimeMs: 5_000, maxOutputTokens: 10_000 },
    ],
    [
      { session_id: 7, yield_time_ms: 1e9 },
      { sessionId: 7, chars: '', yieldTimeMs: 300_000, maxOutputTokens: 10_000 },
    ],
    [
      { session_id: 7, chars: 'y\n' },
      { sessionId: 7, chars: 'y\n', yieldTimeMs: 250, maxOutputTokens: 10_000 },
    ],
    [
      { session_id: 7, chars: 'y', yield_time_ms: 1e9, max_output_tokens: 5 },
      { sessionId: 7, chars: 'y', yieldTimeMs: 30_000, maxOutputTokens: 5 },
    ],
    [{}, complaint('missing field `session_id`')],
    [{ session_id: null }, complaint('field `session_id` must be a number')],
    [{ session_id: '7' }, complaint('field `session_id` must be a number')],
    [{ session_id: 7, chars: 5 }, complaint('field `chars` must be a string')],
  ])('decodes %j', (fields, expected) => {
    expect(decoded(decodeWriteStdin, fields)).toEqual(expected);
  });
});
