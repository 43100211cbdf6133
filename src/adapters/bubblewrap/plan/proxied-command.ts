import { proxyEnvironment } from '../../../domain/permissions/network/proxy-environment.js';
import type { FilteredNetwork } from '../../../domain/permissions/network-policy.js';
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

/** What steers the loader would bring code of the command into the programs that hold the channel. */
const loaderVariable = /^LD_[A-Z0-9_]+$/;
const heldPrefix = 'CODEX_SANDBOX_HELD_';

/** The environment of the command is no business of the program that opens the ports, and the channel none of the command. */
const script = (held: readonly string[]): string =>
  [
    `command -v -- "$3" >/dev/null || { echo '"missing"' >&${channel}; exit 127; }`,
    `/usr/bin/env -i NODE_CHANNEL_FD=${channel} ELECTRON_RUN_AS_NODE=1 NODE_NO_WARNINGS=1 "$1" -e "$2" </dev/null >/dev/null 2>&1 || exit 125`,
    ...held.map((name) => `export ${name}="$${heldPrefix}${name}"; unset ${heldPrefix}${name}`),
    `shift 2; exec "$@" ${channel}>&-`,
  ].join('\n');

/** Wraps a command so that its proxy can be reached before it starts. The command itself replaces everything that came before it. */
export function proxiedCommand(
  command: readonly [string, ...string[]],
  program: string,
  environment: Readonly<Record<string, string>>,
): readonly [string, ...string[]] {
  const held = Object.keys(environment).filter((name) => loaderVariable.test(name));
  return ['/bin/sh', '-c', script(held), 'sh', program, openPorts, ...command];
}

/** The environment as the wrapped command starts with it; what it holds back comes into force with the command itself. */
export function heldEnvironment(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(environment);
  return Object.fromEntries(
    entries.map(([name, value]) => [loaderVariable.test(name) ? `${heldPrefix}${name}` : name, value]),
  );
}

/** What tells the command where its proxy is. */
export function proxyVariables(rules: FilteredNetwork): Readonly<Record<string, string>> {
  return proxyEnvironment(rules, {
    http: `http://127.0.0.1:${proxyPorts.http}`,
    socks5: `socks5h://127.0.0.1:${proxyPorts.socks5}`,
  });
}
