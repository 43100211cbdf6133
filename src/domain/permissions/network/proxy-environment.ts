import type { FilteredNetwork } from '../network-policy.js';
import { allowsLoopback } from './network-filter.js';

/** Where the proxy of a command is found, in each of the languages that it speaks. */
export interface ProxyAddresses {
  readonly http: string;
  readonly socks5: string;
}

/**
 * What programs look at to find their proxy. What they have to do with themselves does not go through it, unless the rules speak of
 * this machine.
 */
export function proxyEnvironment(
  rules: FilteredNetwork,
  { http, socks5 }: ProxyAddresses,
): Readonly<Record<string, string>> {
  const direct = allowsLoopback(rules) ? '' : 'localhost,127.0.0.1,::1';
  return {
    // Every program that knows one of these speaks HTTP with a proxy. Some do not even start with one that speaks SOCKS.
    ...bothSpellings(['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'WS_PROXY', 'WSS_PROXY', 'ALL_PROXY'], http),
    CODEX_NETWORK_SOCKS_PROXY: socks5,
    ...bothSpellings(['NO_PROXY'], direct),
    ...bothSpellings(['NPM_CONFIG_PROXY', 'NPM_CONFIG_HTTPS_PROXY'], http),
    ...bothSpellings(['NPM_CONFIG_NOPROXY'], direct),
    ...all(['YARN_HTTP_PROXY', 'YARN_HTTPS_PROXY', 'BUNDLE_HTTP_PROXY', 'BUNDLE_HTTPS_PROXY', 'PIP_PROXY'], http),
    ...all(['DOCKER_HTTP_PROXY', 'DOCKER_HTTPS_PROXY'], http),
    NODE_USE_ENV_PROXY: '1',
    ELECTRON_GET_USE_PROXY: 'true',
    CODEX_NETWORK_PROXY_ACTIVE: '1',
    CODEX_NETWORK_ALLOW_LOCAL_BINDING: rules.localAddresses === 'allowed' ? '1' : '0',
  };
}

function bothSpellings(names: readonly string[], value: string): Record<string, string> {
  return all([...names, ...names.map((name) => name.toLowerCase())], value);
}

function all(names: readonly string[], value: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
