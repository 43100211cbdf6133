import type { BlockedConnection } from '../../domain/permissions/network/blocked-connection.js';
import type { BlockReason } from '../../domain/permissions/network/network-filter.js';

/** What a client is told when its request does not get through. */
export interface ProxyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const errorNames: Readonly<Record<BlockReason, string>> = {
  denied: 'blocked-by-denylist',
  'not-allowed': 'blocked-by-allowlist',
  'local-address': 'blocked-by-allowlist',
  'limited-mode': 'blocked-by-method-policy',
  malformed: 'blocked-by-policy',
};

const reasonNames: Readonly<Record<BlockReason, string>> = {
  denied: 'denied',
  'not-allowed': 'not_allowed',
  'local-address': 'not_allowed_local',
  'limited-mode': 'method_not_allowed',
  malformed: 'malformed',
};

const sentences: Readonly<Record<BlockReason, string>> = {
  denied: 'the rules of the permission profile deny this host',
  'not-allowed': 'the rules of the permission profile do not allow this host',
  'local-address': 'the host is this machine or lies in a private network, which the permission profile does not allow',
  'limited-mode': 'the permission profile lets only unencrypted requests through that change nothing',
  malformed:
    'the request does not name its host in a way that can be relied on; ask for `http://host/path`, and for anything encrypted with CONNECT',
};

/** The answer to a request that the rules do not let through; clients that read it as JSON find what the public Codex says there. */
export function blockedAnswer({ host, port, protocol, reason }: BlockedConnection): ProxyAnswer {
  const message = sentences[reason];
  const details = { status: 'blocked', host, reason: reasonNames[reason], decision: 'deny', source: 'baseline_policy' };
  const plain = protocol === 'connect';
  const body = plain ? `${message}\n` : `${JSON.stringify({ ...details, protocol, port, message })}\n`;
  return {
    status: 403,
    headers: { 'content-type': plain ? 'text/plain' : 'application/json', 'x-proxy-error': errorNames[reason] },
    body,
  };
}

/** The answer when nobody is there. */
export const unreachableAnswer: ProxyAnswer = {
  status: 502,
  headers: { 'content-type': 'text/plain', 'x-proxy-error': 'unreachable' },
  body: 'the host could not be found or does not answer\n',
};

/** The answer to who does not show what the command was given. */
export const unknownClientAnswer: ProxyAnswer = {
  status: 407,
  headers: {
    'content-type': 'text/plain',
    'proxy-authenticate': 'Basic realm="codex-sdk"',
    'x-proxy-error': 'authentication-required',
  },
  body: 'this proxy serves one command only; use the credentials in its proxy variables\n',
};
