import { describe, expect, it } from 'vitest';
import { spellMcpServers } from '../../../src/domain/config/spell-mcp-servers.js';

describe('spellMcpServers', () => {
  it('spells keys as config.toml does, and leaves alone what the user named', () => {
    const servers = {
      myServer: {
        command: 'serve',
        env: { someThing: '1' },
        envVars: ['aB'],
        startupTimeoutSec: 1,
        defaultToolsApprovalMode: 'prompt',
        tools: { readFile: { approvalMode: 'approve' } },
      },
      other: { url: 'https://a', httpHeaders: { 'X-aB': 'c' }, oauth: { clientSecretEnvVar: 'S' } },
    };
    expect(spellMcpServers(servers)).toEqual({
      ok: true,
      value: {
        myServer: {
          command: 'serve',
          env: { someThing: '1' },
          env_vars: ['aB'],
          startup_timeout_sec: 1,
          default_tools_approval_mode: 'prompt',
          tools: { readFile: { approval_mode: 'approve' } },
        },
        other: { url: 'https://a', http_headers: { 'X-aB': 'c' }, oauth: { client_secret_env_var: 'S' } },
      },
    });
  });

  it.each([
    [{ docs: { comand: 'x' } }, 'unknown key `comand` of `mcpServers.docs`; did you mean `command`?'],
    [
      { 'a b': { tools: { t: { mode: 1 } } } },
      'unknown key `mode` of `mcpServers."a b".tools.t`; expected one of `approvalMode`',
    ],
    [
      { docs: { startup_timeout_sec: 1 } },
      'unknown key `startup_timeout_sec` of `mcpServers.docs`; did you mean `startupTimeoutSec`?',
    ],
  ])('refuses keys that nobody knows: %j', (servers, error) => {
    expect(spellMcpServers(servers)).toEqual({ ok: false, error });
  });
});
