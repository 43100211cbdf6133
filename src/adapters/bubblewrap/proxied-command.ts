import { allowsLoopback } from '../../domain/permissions/network/network-filter.js';
import type { FilteredNetwork } from '../../domain/permissions/network-policy.js';
import { launchDescriptors } from './bubblewrap-plan.js';

/** Where the proxy of a command listens, in the network of its sandbox, in which nobody else is. */
const proxyPorts = { http: 43_128, socks5: 43_129 } as const;

const channel = launchDescriptors.listeners;

/**
 * Opens the proxy's ports inside of the sandbox and gives the listening sockets to us through the inherited channel. From then on this
 * process accepts what the command connects, and nothing of ours runs in there any more.
 */
const openPorts = [
  "const{createServer}=require('node:net');",
  `const ports=${JSON.stringify(Object.entries(proxyPorts))};`,
  'const next=()=>{const[name,port]=ports.shift()??[];if(name===undefined)process.exit(0);',
  "const server=createServer().listen(port,'127.0.0.1',()=>process.send(name,server,{},(error)=>error?process.exit(1):next()));};",
  'next();',
].join('');

/** The environment of the command is no business of the program that opens the ports, and the channel none of the command. */
const script = [
  `command -v -- "$3" >/dev/null || { echo '"missing"' >&${channel}; exit 127; }`,
  `/usr/bin/env -i NODE_CHANNEL_FD=${channel} ELECTRON_RUN_AS_NODE=1 NODE_NO_WARNINGS=1 "$1" -e "$2" </dev/null >/dev/null 2>&1 || exit 125`,
  `shift 2; exec "$@" ${channel}>&-`,
].join('\n');

/** Wraps a command so that its proxy can be reached before it starts. The command itself replaces everything that came before it. */
export function proxiedCommand(
  command: readonly [string, ...string[]],
  program: string,
): readonly [string, ...string[]] {
  return ['/bin/sh', '-c', script, 'sh', program, openPorts, ...command];
}

/**
 * What programs look at to find their proxy. What they have to do with themselves does not go through it, unless the rules speak of
 * this machine.
 */
export function proxyEnvironment(rules: FilteredNetwork): Readonly<Record<string, string>> {
  const http = `http://127.0.0.1:${proxyPorts.http}`;
  const socks = `socks5h://127.0.0.1:${proxyPorts.socks5}`;
  const direct = allowsLoopback(rules) ? '' : 'localhost,127.0.0.1,::1';
  return {
    ...bothSpellings(['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'WS_PROXY', 'WSS_PROXY'], http),
    ...bothSpellings(['ALL_PROXY'], socks),
    ...bothSpellings(['NO_PROXY'], direct),
    ...bothSpellings(['NPM_CONFIG_PROXY', 'NPM_CONFIG_HTTP_PROXY', 'NPM_CONFIG_HTTPS_PROXY'], http),
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
