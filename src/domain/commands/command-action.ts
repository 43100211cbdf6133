/** What a command does, for people. Paths are as the command writes them, after every `cd` before it. */
export type CommandAction =
  /** Shows a file. */
  | { readonly type: 'read'; readonly command: string; readonly name: string; readonly path: string }
  /** Lists a folder, the current one without `path`. */
  | { readonly type: 'listFiles'; readonly command: string; readonly path?: string }
  /** Searches files for a text, or for a name. */
  | { readonly type: 'search'; readonly command: string; readonly query?: string; readonly path?: string }
  /** Anything else. */
  | { readonly type: 'unknown'; readonly command: string };
