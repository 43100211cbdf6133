/** How requests to a server are authorized, as far as it can be told without asking it. */
export type McpAuthStatus = 'unsupported' | 'not-logged-in' | 'bearer-token' | 'oauth';
