import { describe, expect, it } from 'vitest';
import { proxyEnvironment } from '../../../../src/domain/permissions/network/proxy-environment.js';

const [http, socks5] = ['http://127.0.0.1:1', 'socks5h://127.0.0.1:2'];
const rules = {
  kind: 'filtered',
  mode: 'full',
  allowedDomains: ['example.com'],
  deniedDomains: [],
  localAddresses: 'denied',
} as const;

describe('proxyEnvironment', () => {
  it('names the proxy in the language that every program knows, and the other one where nobody stumbles over it', () => {
    const environment = proxyEnvironment(rules, { http, socks5 });
    const names = (value: string): readonly string[] =>
      Object.entries(environment).flatMap(([name, it]) => (it === value ? [name] : []));
    expect(names(socks5)).toEqual(['CODEX_NETWORK_SOCKS_PROXY']);
    const bothCases = (name: string): readonly string[] => [name, name.toLowerCase()];
    expect(names(http).toSorted()).toEqual(
      [
        ...['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'WS_PROXY', 'WSS_PROXY', 'ALL_PROXY'].flatMap(bothCases),
        ...['NPM_CONFIG_PROXY', 'NPM_CONFIG_HTTPS_PROXY'].flatMap(bothCases),
        ...['YARN_HTTP_PROXY', 'YARN_HTTPS_PROXY', 'BUNDLE_HTTP_PROXY', 'BUNDLE_HTTPS_PROXY', 'PIP_PROXY'],
        ...['DOCKER_HTTP_PROXY', 'DOCKER_HTTPS_PROXY'],
      ].toSorted(),
    );
  });

  it('leads around the proxy only to where the rules do not speak of', () => {
    const direct = (others: Partial<Record<'localAddresses', 'allowed'>>): readonly (string | undefined)[] => {
      const { NO_PROXY, no_proxy, NPM_CONFIG_NOPROXY, npm_config_noproxy, CODEX_NETWORK_ALLOW_LOCAL_BINDING } =
        proxyEnvironment({ ...rules, ...others }, { http, socks5 });
      return [NO_PROXY, no_proxy, NPM_CONFIG_NOPROXY, npm_config_noproxy, CODEX_NETWORK_ALLOW_LOCAL_BINDING];
    };
    expect(direct({})).toEqual([...Array(4).fill('localhost,127.0.0.1,::1'), '0']);
    expect(direct({ localAddresses: 'allowed' })).toEqual(['', '', '', '', '1']);
  });
});
