import { describe, expect, it } from 'vitest';
import { serverEnvironment } from '../../../src/domain/mcp/server-environment.js';

describe('serverEnvironment', () => {
  it('passes on what programs need and what the configuration names, and nothing else', () => {
    const host = {
      PATH: '/bin',
      HOME: '/home/me',
      LANG: 'C.UTF-8',
      USER: 'me',
      OPENAI_API_KEY: 'secret',
      DOCS_TOKEN: 'token',
      SHELL: '() { :; }; echo owned',
    };
    const transport = { env: { PATH: '/opt/bin', MODE: 'x' }, inheritedVariables: ['DOCS_TOKEN', 'MISSING'] };
    expect(serverEnvironment(host, transport, 'posix')).toEqual({
      HOME: '/home/me',
      LANG: 'C.UTF-8',
      USER: 'me',
      DOCS_TOKEN: 'token',
      PATH: '/opt/bin',
      MODE: 'x',
    });
  });

  it('does not look at letter case on Windows', () => {
    const host = { Path: 'C:\\Windows', SystemRoot: 'C:\\Windows', Token: 't', path_info: 'x' };
    expect(serverEnvironment(host, { env: { PATH: 'C:\\bin' }, inheritedVariables: ['TOKEN'] }, 'windows')).toEqual({
      SystemRoot: 'C:\\Windows',
      Token: 't',
      PATH: 'C:\\bin',
    });
    expect(serverEnvironment({ Path: 'x' }, { env: {}, inheritedVariables: [] }, 'posix')).toEqual({});
  });
});
