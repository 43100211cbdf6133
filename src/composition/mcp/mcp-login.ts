/** How a user logs in to an MCP server. */
export interface McpLogin {
  /** Shows the user the address to visit, or opens it in a browser. */
  readonly visit: (url: URL) => void | Promise<void>;
  /** Aborting it gives the login up. */
  readonly signal?: AbortSignal;
  /** The scopes to ask for, instead of those of the configuration. */
  readonly scopes?: readonly string[];
}
