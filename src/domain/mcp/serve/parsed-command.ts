import type { CommandAction } from '../../commands/command-action.js';

/** What a command does, as programs that drive the agent over MCP read it. */
export type ParsedCommand = { readonly type: string; readonly cmd: string } & Readonly<Record<string, string | null>>;

/** The actions of a command in the spelling of the older stream of events, in which nothing is left out. */
export function parsedCommand(actions: readonly CommandAction[]): readonly ParsedCommand[] {
  return actions.map(parsedAction);
}

function parsedAction(action: CommandAction): ParsedCommand {
  switch (action.type) {
    case 'read':
      return { type: 'read', cmd: action.command, name: action.name, path: action.path };
    case 'listFiles':
      return { type: 'list_files', cmd: action.command, path: action.path ?? null };
    case 'search':
      return { type: 'search', cmd: action.command, query: action.query ?? null, path: action.path ?? null };
    case 'unknown':
      return { type: 'unknown', cmd: action.command };
  }
}
