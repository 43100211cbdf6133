import { proxyEnvironment } from '../../domain/permissions/network/proxy-environment.js';
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

/** What tells the command where its proxy is. */
export function proxyVariables(rules: FilteredNetwork): Readonly<Record<string, string>> {
  return proxyEnvironment(rules, {
    http: `http://127.0.0.1:${proxyPorts.http}`,
    socks5: `socks5h://127.0.0.1:${proxyPorts.socks5}`,
  });
}
