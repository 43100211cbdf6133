import type { BlockedConnection } from '../domain/permissions/network/blocked-connection.js';
import type { FilteredNetwork } from '../domain/permissions/network-policy.js';

/** Which language a connection speaks. */
export type ProxyProtocol = 'http' | 'socks5';

/** What a command shows to its proxy where others could reach the proxy too. Nobody can guess it, and no other command knows it. */
export interface ProxyCredentials {
  readonly user: string;
  readonly password: string;
}

/** The proxy of one command. */
export interface ProxySession<Connection> {
  /** Answers a connection that the command made to its proxy, to its end. Never throws. */
  serve(connection: Connection, protocol: ProxyProtocol): void;
  /** Ends every connection of the command. May be called again. */
  close(): void;
}

/**
 * The only way out for commands whose network is filtered. A sandbox cuts them off from the network and hands the connections that they
 * make to their proxy over to a session, which speaks HTTP (`CONNECT` and absolute requests) and SOCKS5.
 *
 * A session decides before it looks a name up, decides again about the addresses that it finds, connects to exactly these, and decides
 * anew about every request, so that a redirect leads nowhere that a request would not. What cannot be understood is refused.
 */
export interface NetworkProxy<Connection> {
  /**
   * @param onBlocked is told each thing that was refused, once per command; must not throw.
   * @param credentials have to be shown with every HTTP request and at the beginning of every SOCKS5 connection; nothing is decided, looked up
   * or reported for who does not. Absent where nobody but the command can reach the session.
   */
  open(
    rules: FilteredNetwork,
    onBlocked: (blocked: BlockedConnection) => void,
    credentials?: ProxyCredentials,
  ): ProxySession<Connection>;
}
