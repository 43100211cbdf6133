import { err, ok, type Result } from '../../result.js';
import type { NetworkRule } from './exec-rules.js';
import { RuleArguments } from './rule-arguments.js';
import type { RuleCall } from './rule-call.js';
import type { RuleComplaint } from './rule-error.js';

/** Makes a rule of a call of `network_rule`. */
export function readNetworkRule(call: RuleCall): Result<NetworkRule, RuleComplaint> {
  const args = new RuleArguments(call, ['host', 'protocol', 'decision', 'justification']);
  const host = readHost(args);
  const protocol = args.requiredOneOf('protocol', [
    'http',
    'https',
    'https_connect',
    'http-connect',
    'socks5_tcp',
    'socks5_udp',
  ]);
  const decision = args.requiredOneOf('decision', ['allow', 'prompt', 'forbidden', 'deny']);
  const justification = args.sentence('justification');
  if (args.complaint !== undefined) return err(args.complaint);
  return ok({
    host,
    protocol: protocol === 'https_connect' || protocol === 'http-connect' ? 'https' : protocol,
    decision: decision === 'deny' ? 'forbidden' : decision,
    ...(justification === undefined ? {} : { justification }),
  });
}

/** One host: no pattern, no address with a path. A port and a final dot are dropped. */
function readHost(args: RuleArguments): string {
  const text = args.requiredText('host').trim();
  const host = withoutPort(text).replace(/\.+$/, '').toLowerCase();
  const problem = problemOf(text, host);
  if (problem !== undefined) args.complain(args.spanOf('host'), problem);
  return host;
}

function problemOf(text: string, host: string): string | undefined {
  if (/[/?#]/.test(text)) return `\`host\` must be a name or an address without scheme and path, but it is \`${text}\``;
  if (host.includes('*')) return '`host` must be one host; patterns are not possible';
  if (host === '' || /[\s[\]]/.test(host)) return `\`host\` must be a name or an address, but it is \`${text}\``;
  return undefined;
}

/** An IPv6 address has several colons; only in brackets may a port follow it. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([^:]+):\d+$/.exec(text)?.[1] ?? text;
}
