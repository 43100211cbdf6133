import type { McpApprovalMode } from '../../domain/config/mcp-servers.js';

/** What programs and addresses have in common. */
export interface McpServerSettings {
  /** Default true. */
  readonly enabled?: boolean;
  /** A turn fails without the server; default false. */
  readonly required?: boolean;
  /** Default 10. */
  readonly startupTimeoutSec?: number;
  /** Default 60. */
  readonly toolTimeoutSec?: number;
  /** Offer only these tools. */
  readonly enabledTools?: readonly string[];
  /** Do not offer these tools; wins over `enabledTools`. */
  readonly disabledTools?: readonly string[];
  /** Default `auto`. */
  readonly defaultToolsApprovalMode?: McpApprovalMode;
  /** Settings of single tools, by name. */
  readonly tools?: Readonly<Record<string, { readonly approvalMode?: McpApprovalMode }>>;
  /** Calls may run at the same time as others; default false. */
  readonly supportsParallelToolCalls?: boolean;
}

/** A server that is a program, and speaks over its standard streams. */
export interface McpProgramOptions extends McpServerSettings {
  /** A name on `PATH`, or a path. */
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to a minimal environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The names of variables that it inherits. */
  readonly envVars?: readonly string[];
  /** Relative to the directory of the thread, which is the default. */
  readonly cwd?: string;
  /** The permission profile that confines it; it runs unconfined without one. */
  readonly permissions?: string;
}

/** A server that is reached over streamable HTTP. */
export interface McpAddressOptions extends McpServerSettings {
  readonly url: string;
  /** The variable that holds its bearer token. */
  readonly bearerTokenEnvVar?: string;
  readonly httpHeaders?: Readonly<Record<string, string>>;
  /** Headers whose values are in the named variables. */
  readonly envHttpHeaders?: Readonly<Record<string, string>>;
  /** A client that was registered beforehand; one is registered without it. */
  readonly oauth?: { readonly clientId?: string; readonly clientSecretEnvVar?: string };
  /** The resource that a token is asked for. */
  readonly oauthResource?: string;
  /** The scopes that a token is asked for. */
  readonly scopes?: readonly string[];
}

/** A server of the Model Context Protocol, with the keys of `[mcp_servers.<name>]`. */
export type McpServerOptions = McpProgramOptions | McpAddressOptions;
