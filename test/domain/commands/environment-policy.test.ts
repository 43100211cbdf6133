import { describe, expect, it } from 'vitest';
import {
  commandEnvironment,
  inheritEverything,
  type ShellEnvironmentPolicy,
} from '../../../src/domain/commands/environment-policy.js';

const host = {
  PATH: '/bin',
  HOME: '/home/user',
  FOO_TOKEN: 't',
  AWS_SECRET: 's',
  EDITOR: 'vi',
  LANG: 'de_DE',
  Path: 'x',
};
const identity = { threadId: 'thread', network: 'enabled' } as const;

/** What is the same for every command. */
const always = {
  NO_COLOR: '1',
  TERM: 'dumb',
  LANG: 'C.UTF-8',
  LC_CTYPE: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  COLORTERM: '',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GH_PAGER: 'cat',
  CODEX_CI: '1',
  CODEX_THREAD_ID: 'thread',
};

describe('commandEnvironment', () => {
  it.each<[string, Partial<ShellEnvironmentPolicy>, Readonly<Record<string, string>>]>([
    ['everything', {}, host],
    ['nothing', { inherit: 'none' }, {}],
    ['nothing but what is set', { inherit: 'none', set: { A: '1' } }, { A: '1' }],
    ['the core, in any letter case', { inherit: 'core' }, { PATH: '/bin', HOME: '/home/user', Path: 'x' }],
    [
      'no names that look secret',
      { keepSecretNames: false },
      { PATH: '/bin', HOME: '/home/user', EDITOR: 'vi', Path: 'x' },
    ],
    ['no excluded names', { exclude: ['aws_*', 'PATH'] }, { HOME: '/home/user', FOO_TOKEN: 't', EDITOR: 'vi' }],
    ['only included names', { includeOnly: ['EDIT*'] }, { EDITOR: 'vi' }],
    ['no secret name even if it is included', { includeOnly: ['FOO_*'], keepSecretNames: false }, {}],
    ['no excluded name even if it is included', { includeOnly: ['EDITOR'], exclude: ['EDITOR'] }, {}],
    ['what is set, whatever was excluded', { exclude: ['*'], set: { EDITOR: 'nano' } }, { EDITOR: 'nano' }],
  ])('passes on %s', (_, policy, expected) => {
    expect(commandEnvironment(host, { ...inheritEverything, ...policy }, identity)).toEqual({ ...expected, ...always });
  });

  it('tells programs that there is no network', () => {
    const environment = commandEnvironment({}, inheritEverything, { ...identity, network: 'restricted' });
    expect(environment).toEqual({ ...always, CODEX_SANDBOX_NETWORK_DISABLED: '1' });
  });

  it('cannot be talked out of what identifies the command', () => {
    const set = { CODEX_THREAD_ID: 'another', CODEX_CI: '0' };
    expect(commandEnvironment({}, { ...inheritEverything, set }, identity)).toEqual(always);
  });

  it('passes on names that objects inherit', () => {
    const odd: Readonly<Record<string, string>> = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}');
    const environment = commandEnvironment(odd, inheritEverything, identity);
    expect(Object.entries(environment)).toEqual(
      expect.arrayContaining([
        ['constructor', 'b'],
        ['toString', 'c'],
      ]),
    );
    expect(Object.getPrototypeOf(environment)).toBe(Object.prototype);
  });
});
