import { type Host, parseHost } from '../../domain/permissions/network/host.js';

/** Whom a command wants to reach. */
export interface Target {
  readonly host: Host;
  readonly port: number;
}

/** An absolute request, as a client sends it to its proxy. */
export interface AbsoluteRequest {
  readonly target: Target;
  /** The host and port as they were written, for the `Host` header. */
  readonly authority: string;
  /** What is asked for at the target. */
  readonly path: string;
}

/**
 * Reads `host:port`, the port being optional where there is a usual one. Names of users are not taken: in `allowed@evil` each reader
 * sees another host.
 */
export function parseAuthority(text: string, usualPort?: number): Target | undefined {
  const [, hostText = '', portText] = /^(\[[^\]]*\]|[^:@/?#\\]*)(?::(\d{1,5}))?$/s.exec(text) ?? [];
  const host = parseHost(hostText);
  const port = portText === undefined ? usualPort : Number(portText);
  if (host === undefined || port === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}

/** Reads `http://host:port/path`. Nothing else is a request to a proxy. */
export function parseAbsoluteRequest(url: string): AbsoluteRequest | undefined {
  const [, authority = '', path = ''] = /^http:\/\/([^/?#\\]*)([/?][^#]*)?$/is.exec(url) ?? [];
  const target = parseAuthority(authority, 80);
  if (target === undefined) return undefined;
  return { target, authority, path: path.startsWith('/') ? path : `/${path}` };
}
