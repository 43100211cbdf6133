import { describe, expect, it } from 'vitest';
import { decodeExecArguments, type ExecCall } from '../../../src/cli/exec/exec-arguments.js';

const decode = (command: ExecCall['command'], operands: readonly string[], flags: ExecCall['flags'] = {}) => {
  const decoded = decodeExecArguments({ command, operands, flags });
  return decoded.ok ? decoded.value : decoded.error;
};

const nothing = {
  session: { kind: 'new' },
  images: [],
  output: 'human',
  color: 'auto',
  codex: { configOverrides: [] },
  thread: { approvalPolicy: 'never' },
};

describe('decodeExecArguments', () => {
  it('fills in what was not said', () => {
    expect(decode('exec', ['do it'])).toEqual({ ...nothing, prompt: 'do it' });
  });

  it('understands every flag', () => {
    expect(
      decode('exec', [], {
        config: ['model_verbosity=low'],
        enable: ['a'],
        disable: ['b'],
        strictConfig: true,
        ignoreUserConfig: true,
        profile: 'fast',
        image: ['a.png'],
        model: 'm',
        sandbox: 'read-only',
        cd: 'sub',
        addDir: ['../x'],
        skipGitRepoCheck: true,
        ephemeral: true,
        threadSource: 'ci',
        outputSchema: 's.json',
        outputLastMessage: 'o.md',
        color: 'never',
        experimentalJson: true,
      }),
    ).toEqual({
      session: { kind: 'new' },
      images: ['a.png'],
      output: 'json',
      color: 'never',
      lastMessageFile: 'o.md',
      schemaFile: 's.json',
      codex: {
        configOverrides: ['model_verbosity=low', 'features.a=true', 'features.b=false'],
        configProfile: 'fast',
        unknownSettings: 'refuse',
        userConfig: 'ignore',
      },
      thread: {
        model: 'm',
        sandboxMode: 'read-only',
        workingDirectory: 'sub',
        additionalDirectories: ['../x'],
        skipGitRepoCheck: true,
        ephemeral: true,
        threadSource: 'ci',
        approvalPolicy: 'never',
      },
    });
  });

  it.each<[ExecCall['command'], readonly string[], ExecCall['flags'], object]>([
    ['resume', ['id'], {}, { session: { kind: 'resume', id: 'id' } }],
    ['resume', ['id', 'go on'], {}, { session: { kind: 'resume', id: 'id' }, prompt: 'go on' }],
    ['resume', [], { last: true }, { session: { kind: 'resume-last', scope: 'directory' } }],
    ['resume', ['go on'], { last: true }, { session: { kind: 'resume-last', scope: 'directory' }, prompt: 'go on' }],
    [
      'resume',
      ['-'],
      { last: true, all: true },
      { session: { kind: 'resume-last', scope: 'everywhere' }, prompt: '-' },
    ],
    ['resume', [], { all: true }, { session: { kind: 'resume-last', scope: 'everywhere' } }],
    ['fork', ['id', 'go on'], {}, { session: { kind: 'fork', id: 'id' }, prompt: 'go on' }],
    ['exec', [], { json: true }, { output: 'json' }],
    ['exec', [], { fullAuto: true }, { thread: { approvalPolicy: 'never', sandboxMode: 'workspace-write' } }],
    [
      'exec',
      [],
      { fullAuto: true, sandbox: 'read-only' },
      { thread: { approvalPolicy: 'never', sandboxMode: 'read-only' } },
    ],
    [
      'exec',
      [],
      { dangerouslyBypassApprovalsAndSandbox: true },
      { thread: { approvalPolicy: 'never', sandboxMode: 'danger-full-access' } },
    ],
  ])('takes %s %j with %j', (command, operands, flags, difference) => {
    expect(decode(command, operands, flags)).toEqual({ ...nothing, ...difference });
  });

  it.each<[ExecCall['command'], readonly string[], ExecCall['flags'], string]>([
    ['exec', ['do', 'it'], {}, 'unexpected argument `it`; put a prompt of several words in quotes'],
    ['resume', [], {}, 'the id of a session is missing; pass one, or `--last` for the newest'],
    ['fork', [], {}, 'the id of a session is missing; pass one'],
    ['resume', ['id', 'go', 'on'], {}, 'unexpected argument `on`; put a prompt of several words in quotes'],
    ['resume', ['id', 'go'], { last: true }, '`--last` chooses the session; expected at most a prompt besides it'],
    [
      'exec',
      [],
      { dangerouslyBypassApprovalsAndSandbox: true, sandbox: 'read-only' },
      '`--dangerously-bypass-approvals-and-sandbox` cannot be combined with a choice of sandbox',
    ],
    [
      'exec',
      [],
      { oss: true },
      'there are no built-in local providers; describe yours in config.toml below `[model_providers.<id>]` and choose it with `-c model_provider=<id>`',
    ],
  ])('refuses %s %j with %j', (command, operands, flags, error) => {
    expect(decode(command, operands, flags)).toBe(error);
  });
});
