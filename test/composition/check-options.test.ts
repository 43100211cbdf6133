import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineTool } from '../../src/adapters/host-tools/define-tool.js';
import { type SandboxedRunOptions, sandboxedRunNames } from '../../src/application/commands/run-sandboxed.js';
import { type SandboxedCommand, sandboxedCommandNames } from '../../src/application/commands/sandboxed-command.js';
import { type ThreadOptions, threadOptionNames } from '../../src/application/settings/thread-options.js';
import { ToolDispatch } from '../../src/application/turn/tool-dispatch.js';
import {
  checkCodexOptions,
  checkRunOptions,
  checkSandboxedCommand,
  checkThreadOptions,
  reservedToolNames,
} from '../../src/composition/check-options.js';
import { type CodexOptions, codexOptionNames } from '../../src/composition/codex-options.js';
import { failureOf } from '../application/support/build.js';

/** An object with every key of a type, so that the compiler notices a key that is missing here. */
type Every<T> = { readonly [Key in keyof Required<T>]: true };

const codexKeys: Every<CodexOptions> = {
  codexPathOverride: true,
  baseUrl: true,
  apiKey: true,
  config: true,
  configOverrides: true,
  env: true,
  codexHome: true,
  userConfig: true,
  rules: true,
  configProfile: true,
  unknownSettings: true,
  approvals: true,
  tools: true,
  mcpServers: true,
  adapters: true,
  sandbox: true,
  frontEnd: true,
  originator: true,
};

const threadKeys: Every<ThreadOptions> = {
  model: true,
  threadSource: true,
  sandboxMode: true,
  workingDirectory: true,
  skipGitRepoCheck: true,
  modelReasoningEffort: true,
  networkAccessEnabled: true,
  webSearchMode: true,
  webSearchEnabled: true,
  approvalPolicy: true,
  additionalDirectories: true,
  permissionProfile: true,
  ephemeral: true,
  developerInstructions: true,
  baseInstructions: true,
  limits: true,
};

const commandKeys: Every<SandboxedCommand> = {
  workingDirectory: true,
  sandboxMode: true,
  permissionProfile: true,
  networkAccessEnabled: true,
  additionalDirectories: true,
  command: true,
  env: true,
};

describe('the lists of option names', () => {
  it.each<[string, readonly string[], object]>([
    ['createCodex', codexOptionNames, codexKeys],
    ['a thread', threadOptionNames, threadKeys],
    ['a sandboxed command', sandboxedCommandNames, commandKeys],
  ])('of %s are complete', (_, names, keys) => {
    expect([...names].sort()).toEqual(Object.keys(keys).sort());
  });

  it('hold only keys of their types', () => {
    expectTypeOf(codexOptionNames).toEqualTypeOf<readonly (keyof CodexOptions)[]>();
    expectTypeOf(threadOptionNames).toEqualTypeOf<readonly (keyof ThreadOptions)[]>();
  });
});

async function refusal(check: () => void): Promise<string> {
  const { code, message } = await failureOf(check);
  expect(code).toBe('invalid-option');
  return message;
}

const tool = (name: string) => defineTool({ name, description: '', input: {}, execute: () => '' });

it('the names of the agent are reserved', () => {
  const names = new ToolDispatch([]).definitions.map((tool) => (tool.kind === 'web-search' ? 'web_search' : tool.name));
  expect(reservedToolNames).toEqual(expect.arrayContaining(names));
});

describe('options of createCodex', () => {
  it.each<[string, unknown]>([
    ['none', {}],
    ['those that are undefined', { apiKey: undefined, env: undefined, tools: undefined }],
    ['an environment with gaps, as that of the process has them', { env: { A: '1', B: undefined } }],
    ['an adapter and a factory', { adapters: { notifier: { notify: () => undefined }, logger: () => ({}) } }],
    ['functions with different names', { tools: [tool('a'), tool('b')] }],
  ])('may be %s', (_, options) => {
    expect(() => checkCodexOptions(options as CodexOptions)).not.toThrow();
  });

  it.each<[unknown, string]>([
    [null, 'the options of createCodex must be an object'],
    [[], 'the options of createCodex must be an object'],
    ['key', 'the options of createCodex must be an object'],
    [{ baseURL: 'x' }, 'unknown option `baseURL` of createCodex; did you mean `baseUrl`?'],
    [{ adapters: { loger: {} } }, 'unknown option `loger` of `adapters`; did you mean `logger`?'],
    [
      { adapters: { clock: 5 } },
      'the option `adapters.clock` must be an adapter, or a function that wraps the shipped one',
    ],
    [{ sandbox: { levle: 'hardened' } }, 'unknown option `levle` of `sandbox`; did you mean `level`?'],
    [{ sandbox: 'hardened' }, 'the options of `sandbox` must be an object'],
    [
      { sandbox: { level: 'soft' } },
      'the option `sandbox.level` is `soft`; expected one of `hardened`, `compatibility`',
    ],
    [{ userConfig: true }, 'the option `userConfig` is `true`; expected one of `load`, `ignore`'],
    [{ approvals: 'never' }, 'the option `approvals` must be a function that answers requests'],
    [{ apiKey: 5 }, 'the option `apiKey` must be a string'],
    [{ baseUrl: new URL('http://x') }, 'the option `baseUrl` must be a string'],
    [{ codexHome: ['x'] }, 'the option `codexHome` must be a string'],
    [{ configOverrides: 'a=b' }, 'the option `configOverrides` must be a list of strings'],
    [{ configOverrides: [5] }, 'the option `configOverrides` must be a list of strings'],
    [{ env: { A: 5 } }, 'the option `env` must be an object of strings'],
    [{ env: 'A=5' }, 'the option `env` must be an object of strings'],
    [{ tools: {} }, 'the option `tools` must be a list of functions made with `defineTool`'],
    [{ tools: [{ name: 'x' }] }, 'the option `tools` must be a list of functions made with `defineTool`'],
    [
      { tools: [tool('a'), tool('a')] },
      'two functions of the option `tools` are called `a`; give them different names',
    ],
    [
      { tools: [tool('exec_command')] },
      'a function of the option `tools` is called `exec_command`, as a tool of the agent is; give it another name',
    ],
  ])('are refused: %j', async (options, message) => {
    expect(await refusal(() => checkCodexOptions(options as CodexOptions))).toBe(message);
  });

  it('are refused without showing a key', async () => {
    const message = await refusal(() => checkCodexOptions({ apiKey: { secret: 'sk-123' } } as never));
    expect(message).not.toContain('sk-123');
  });
});

describe('options of a thread', () => {
  it.each<[unknown, string]>([
    [null, 'the options of a thread must be an object'],
    [{ sandbox: 'read-only' }, 'unknown option `sandbox` of a thread; did you mean `sandboxMode`?'],
    [
      { sandboxMode: 'none' },
      'the option `sandboxMode` is `none`; expected one of `read-only`, `workspace-write`, `danger-full-access`',
    ],
    [
      { approvalPolicy: 'ask' },
      'the option `approvalPolicy` is `ask`; expected one of `never`, `on-request`, `on-failure`, `untrusted`',
    ],
    [{ approvalPolicy: {} }, 'the option `approvalPolicy.granular` must be an object of true and false'],
    [
      { approvalPolicy: { granular: { rule: true } } },
      'unknown option `rule` of `approvalPolicy.granular`; did you mean `rules`?',
    ],
    [
      { sandboxMode: 'read-only', permissionProfile: ':workspace' },
      'the options `sandboxMode` and `permissionProfile` cannot both be set; keep one of them',
    ],
    [{ workingDirectory: 5 }, 'the option `workingDirectory` must be a string'],
    [{ model: null }, 'the option `model` must be a string'],
    [{ skipGitRepoCheck: 'no' }, 'the option `skipGitRepoCheck` must be true or false'],
    [{ networkAccessEnabled: 'no' }, 'the option `networkAccessEnabled` must be true or false'],
    [{ ephemeral: 1 }, 'the option `ephemeral` must be true or false'],
    [{ additionalDirectories: '/tmp' }, 'the option `additionalDirectories` must be a list of strings'],
    [{ permissionProfile: 5 }, 'the option `permissionProfile` must be an id, a name, or a profile'],
  ])('are refused: %j', async (options, message) => {
    const said = await refusal(() => checkThreadOptions(options as ThreadOptions));
    // The nearest name is a matter of another test.
    expect(said.split('; did you mean')[0]?.split('; expected one of `model`')[0]).toBe(
      message.split('; did you mean')[0],
    );
  });

  it('may be left undefined, as spreading often does', () => {
    const names = Object.fromEntries(threadOptionNames.map((name) => [name, undefined]));
    expect(() => checkThreadOptions(names as ThreadOptions)).not.toThrow();
  });
});

describe('a sandboxed command', () => {
  it.each<[unknown, string]>([
    [null, 'the options of a sandboxed command must be an object'],
    [undefined, 'the options of a sandboxed command must be an object'],
    [{}, 'the option `command` must be a list of strings without NUL characters'],
    [{ command: 'ls -la' }, 'the option `command` must be a list of strings without NUL characters'],
    [{ command: ['ls', 'a\0b'] }, 'the option `command` must be a list of strings without NUL characters'],
    [{ command: ['ls'], env: { A: 5 } }, 'the option `env` must be an object of strings without NUL characters'],
    [
      { command: ['ls'], sandboxMode: 'x' },
      'the option `sandboxMode` is `x`; expected one of `read-only`, `workspace-write`, `danger-full-access`',
    ],
  ])('is refused: %j', async (command, message) => {
    expect(await refusal(() => checkSandboxedCommand(command as SandboxedCommand))).toBe(message);
  });
});

const runKeys: Every<SandboxedRunOptions> = {
  stdin: true,
  timeoutMs: true,
  signal: true,
  terminal: true,
  onOutput: true,
  onPlanned: true,
  onDenial: true,
};

describe('checkRunOptions', () => {
  it('knows every option', () => {
    expect([...sandboxedRunNames].sort()).toEqual(Object.keys(runKeys).sort());
  });

  it.each([{}, { timeoutMs: 0.5 }, { timeoutMs: 3e9 }, { timeoutMs: Number.POSITIVE_INFINITY }])(
    'takes %j',
    (options) => {
      expect(() => checkRunOptions(options)).not.toThrow();
    },
  );

  it.each<[object, string]>([
    [{ timeout: 5 }, 'unknown option `timeout` of running a sandboxed command; did you mean `timeoutMs`?'],
    ...[0, -1, Number.NaN, '5', null].map((timeoutMs): [object, string] => [
      { timeoutMs },
      'the option `timeoutMs` must be a number of milliseconds, more than 0',
    ]),
  ])('refuses %j', async (options, message) => {
    expect(await refusal(() => checkRunOptions(options))).toBe(message);
  });
});
