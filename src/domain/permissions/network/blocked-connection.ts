import type { BlockReason } from './network-filter.js';

/** What a command wanted to reach and could not, because the rules of its profile do not let it. */
export interface BlockedConnection {
  /** As the command named it, in plain printable characters; the text comes from the command and proves nothing. */
  readonly host: string;
  /** 0 where the command named none that could be read. */
  readonly port: number;
  /** How the command asked: a plain request, a tunnel for an encrypted one, or SOCKS. */
  readonly protocol: 'http' | 'connect' | 'socks5';
  readonly reason: BlockReason;
}

const reasons: Readonly<Record<BlockReason, string>> = {
  denied: 'denied by the permission profile',
  'not-allowed': 'not allowed by the permission profile',
  'local-address': 'this machine or a private network',
  'limited-mode': 'only unencrypted requests that change nothing are allowed',
  malformed: 'not understood',
};

const maxShown = 20;

/** One line for people and models about what was blocked. */
export function describeBlocked(blocked: readonly BlockedConnection[]): string {
  const shown = blocked.slice(0, maxShown).map(({ host, port, reason }) => `${host}:${port} (${reasons[reason]})`);
  const more = blocked.length > maxShown ? ` and ${blocked.length - maxShown} more` : '';
  return `Network connections blocked: ${shown.join(', ')}${more}`;
}
