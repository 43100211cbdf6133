import type { SeatbeltLevel } from './file-confinement.js';
import { type Form, form, rule, text } from './policy-text.js';

/**
 * What a command may reach; `proxy` means one port of this machine and nothing else. Until the command starts nobody knows which: without a
 * port nothing can be reached.
 */
export type NetworkReach =
  | { readonly kind: 'none' }
  | { readonly kind: 'proxy'; readonly port?: number }
  | { readonly kind: 'all'; readonly unixSockets: 'denied' | 'allowed' };

/** What programs ask the system for when they use the network: names, settings, users. */
const services = [
  'com.apple.SecurityServer',
  'com.apple.SystemConfiguration.DNSConfiguration',
  'com.apple.SystemConfiguration.configd',
  'com.apple.bsd.dirhelper',
  'com.apple.networkd',
  'com.apple.system.opendirectoryd.membership',
];

/** These check certificates, and to do so they fetch whatever address a certificate names. */
const certificateServices = { always: ['com.apple.trustd.agent'], online: ['com.apple.ocspd'] } as const;

/** Renders who may check certificates for a command. To one that may not reach everybody, they would be a way around its rules. */
export function certificateRules(reach: NetworkReach, level: SeatbeltLevel): readonly Form[] {
  if (reach.kind !== 'all' && level === 'hardened') return [];
  const { always, online } = certificateServices;
  return [lookup(reach.kind === 'none' ? always : [...online, ...always])];
}

/** Renders what may be reached. Without any rule everything is denied. */
export function networkRules(reach: NetworkReach): readonly Form[] {
  switch (reach.kind) {
    case 'none':
      return [];
    case 'proxy':
      return [...proxyRules(reach.port), ...helpers()];
    case 'all':
      return [...(reach.unixSockets === 'allowed' ? anything : internet()), ...helpers()];
  }
}

function proxyRules(port: number | undefined): readonly Form[] {
  if (port === undefined) return ['; here the port of the proxy is opened, which is chosen when the command starts'];
  return [rule('allow', 'network-outbound', [form('remote', 'tcp', text(`localhost:${port}`))])];
}

const anything: readonly Form[] = ['(allow network-outbound)', '(allow network-inbound)', '(allow network-bind)'];

/** Sockets of this machine's daemons stay closed, but for the one that looks names up. */
function internet(): readonly Form[] {
  const everywhere = text('*:*');
  return [
    rule('allow', 'network-outbound', [
      form('remote', 'ip', everywhere),
      form('literal', text('/private/var/run/mDNSResponder')),
    ]),
    rule('allow', 'network-inbound', [form('local', 'ip', everywhere)]),
    rule('allow', 'network-bind', [form('local', 'ip', everywhere)]),
  ];
}

function helpers(): readonly Form[] {
  const socket = form('require-all', form('socket-domain', 'AF_SYSTEM'), form('socket-protocol', '2'));
  return [rule('allow', 'system-socket', [socket]), lookup(services)];
}

function lookup(names: readonly string[]): Form {
  return rule(
    'allow',
    'mach-lookup',
    names.map((name) => form('global-name', text(name))),
  );
}
