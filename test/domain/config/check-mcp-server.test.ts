import { describe, expect, it } from 'vitest';
import { complaintAboutServer } from '../../../src/domain/config/check-mcp-server.js';
import type { McpServerConfig } from '../../../src/domain/config/mcp-server-table.js';
import { mcpServersFrom } from '../../../src/domain/config/mcp-servers.js';

const address = (url: string): string =>
  `\`mcp_servers.s.url\` is \`${url}\`; expected an address such as \`https://example.com/mcp\`, without a user name`;

describe('complaintAboutServer', () => {
  it.each<[string, McpServerConfig]>([
    ['docs', { command: 'docs' }],
    ['@scope/docs:1.0_a-b', { url: 'https://example.com:8443/mcp?a=b' }],
    ['local', { url: 'http://[::1]:3000' }],
    ['headers', { url: 'HTTP://x', httpHeaders: { 'X-Key': 'a b\tc' }, envHttpHeaders: { Authorization: 'TOKEN' } }],
  ])('has nothing to say about %s', (name, server) => {
    expect(complaintAboutServer(name, server)).toBeUndefined();
  });

  it.each<[McpServerConfig, string]>([
    [{ command: ' ' }, '`mcp_servers.s.command` is empty; expected the name or path of a program'],
    [{ url: 'ftp://x' }, address('ftp://x')],
    [{ url: 'file:///etc/passwd' }, address('file:///etc/passwd')],
    [{ url: 'https://' }, address('https://')],
    [{ url: 'https://user:secret@x/' }, address('https://user:secret@x/')],
    [{ url: 'https://x/a b' }, address('https://x/a b')],
    [{ url: 'https://x\r\nHost: y' }, address('https://x\r\nHost: y')],
    [{ url: 'x', httpHeaders: {} }, address('x')],
    [
      { url: 'http://x', httpHeaders: { A: 'b\r\nC: d' } },
      '`mcp_servers.s.http_headers.A` has a line break or a character that headers cannot hold',
    ],
    [{ url: 'http://x', httpHeaders: { 'a b': '' } }, '`mcp_servers.s.http_headers."a b"` is not the name of a header'],
    [
      { url: 'http://x', envHttpHeaders: { '': 'V' } },
      '`mcp_servers.s.env_http_headers.""` is not the name of a header',
    ],
  ])('complains about %j', (server, message) => {
    expect(complaintAboutServer('s', server)?.message).toBe(message);
  });

  it.each(['bad name!', 'a\u001b[2J', '', 'x'.repeat(257)])('complains about the name %j', (name) => {
    expect(complaintAboutServer(name, { command: 'x' })).toEqual({
      path: ['mcp_servers', name],
      message: expect.stringContaining(
        'is not a valid server name; use letters, numbers, `-`, `_`, `:`, `@`, `/` and `.`',
      ) as string,
    });
  });
});

describe('mcpServersFrom', () => {
  it('keeps what the OAuth client and the confinement are made of', () => {
    const transports = mcpServersFrom({
      mcpServers: {
        confined: { command: 'c', permissions: ':read-only' },
        web: {
          url: 'https://x',
          oauth: { clientId: 'me', clientSecretEnvVar: 'S' },
          oauthResource: 'https://r',
          scopes: ['a'],
        },
      },
    });
    expect(transports.ok && transports.value.map(({ transport }) => transport)).toEqual([
      { kind: 'stdio', command: 'c', args: [], env: {}, inheritedVariables: [], permissions: ':read-only' },
      {
        kind: 'http',
        url: 'https://x',
        headers: {},
        headerVariables: {},
        oauth: { clientId: 'me', clientSecretVariable: 'S', resource: 'https://r', scopes: ['a'] },
      },
    ]);
  });
});
