import type { CommandAction } from './command-action.js';
import { type CommandMeaning, meaningOf } from './command-meaning.js';
import type { PlainCommand } from './parse-plain-script.js';
import { quoteArgv } from './quote-argv.js';
import { plainScriptOf, shellInvocationOf } from './shell-invocation.js';

/**
 * What an argument vector does, in the terms of a person who is asked about it: which files it reads, what it lists and searches. When any part of
 * it does something else, or is not understood, it is one `unknown` action with the whole command: a summary must not hide anything.
 */
export function describeCommand(argv: readonly string[]): readonly CommandAction[] {
  const commands = plainScriptOf(argv) ?? directCommand(argv);
  const actions = commands === undefined ? undefined : describeAll(commands);
  if (actions !== undefined && actions.length > 0) return actions;
  return [{ type: 'unknown', command: shellInvocationOf(argv)?.script ?? quoteArgv(argv) }];
}

function directCommand(argv: readonly string[]): readonly PlainCommand[] | undefined {
  const [program, ...args] = argv;
  return program === undefined ? undefined : [{ joiner: 'first', words: [program, ...args] }];
}

/** The actions of commands that are all understood; otherwise `undefined`. */
function describeAll(commands: readonly PlainCommand[]): readonly CommandAction[] | undefined {
  const actions: CommandAction[] = [];
  let folder: string | undefined;
  for (const command of commands) {
    const meaning = meaningOf(command);
    if (meaning === undefined) return undefined;
    if (meaning.kind === 'enter') folder = join(folder, meaning.folder);
    else for (const action of actionsOf(meaning, quoteArgv(command.words), folder)) addDistinct(actions, action);
  }
  return actions;
}

function actionsOf(
  meaning: Exclude<CommandMeaning, { kind: 'enter' }>,
  command: string,
  folder: string | undefined,
): readonly CommandAction[] {
  switch (meaning.kind) {
    case 'nothing':
      return [];
    case 'read':
      return meaning.paths.map((path) => ({ type: 'read', command, name: nameOf(path), path: join(folder, path) }));
    case 'list':
      return placesOf(meaning.paths, folder).map((place) => ({ type: 'listFiles', command, ...place }));
    case 'search': {
      const what = meaning.query === undefined ? {} : { query: meaning.query };
      return placesOf(meaning.paths, folder).map((place) => ({ type: 'search', command, ...what, ...place }));
    }
  }
}

/** Where something happens, once for each path; in the current folder when there is none. */
function placesOf(paths: readonly string[], folder: string | undefined): readonly { readonly path?: string }[] {
  if (paths.length > 0) return paths.map((path) => ({ path: join(folder, path) }));
  return folder === undefined ? [{}] : [{ path: folder }];
}

function join(folder: string | undefined, path: string): string {
  if (folder === undefined || path.startsWith('/')) return path;
  return path === '.' ? folder : `${folder}/${path}`;
}

function nameOf(path: string): string {
  return path.split('/').findLast((part) => part !== '') ?? path;
}

function addDistinct(actions: CommandAction[], action: CommandAction): void {
  if (JSON.stringify(actions.at(-1)) !== JSON.stringify(action)) actions.push(action);
}
