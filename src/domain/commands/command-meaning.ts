import { isKnownSafe } from './known-safe.js';
import { operandsOf } from './option-syntax.js';
import type { PlainCommand } from './parse-plain-script.js';
import { isSystemProgram, programName } from './program-name.js';
import { type ProgramSyntax, programSyntaxes } from './program-syntaxes.js';

/** What a command does, as far as people care. */
export type CommandMeaning =
  /** At least one file. */
  | { readonly kind: 'read'; readonly paths: readonly string[] }
  /** Without paths, the current folder. */
  | { readonly kind: 'list'; readonly paths: readonly string[] }
  | { readonly kind: 'search'; readonly query?: string; readonly paths: readonly string[] }
  /** Goes to another folder. */
  | { readonly kind: 'enter'; readonly folder: string }
  /** Prints something that is in the command, or shapes what other commands print. */
  | { readonly kind: 'nothing' };

/** What a plain command does; `undefined` when it does anything else, or is not understood. */
export function meaningOf({ joiner, words }: PlainCommand): CommandMeaning | undefined {
  const [program, ...args] = words;
  if (!isSystemProgram(program)) return undefined;
  const input = joiner === '|' ? 'piped' : 'none';
  switch (programName(program)) {
    case 'cd':
      return input === 'none' ? enter(args) : undefined;
    case 'echo':
    case 'pwd':
    case 'true':
      return { kind: 'nothing' };
    case 'tr':
      return input === 'piped' ? { kind: 'nothing' } : undefined;
    case 'find':
      return isKnownSafe(words) ? find(args) : undefined;
    case 'git':
      return git(args, input);
    case 'sed':
      return isKnownSafe(words) ? read(args.slice(2), input) : undefined;
    default:
      return bySyntax(programSyntaxes.get(programName(program)), { args, input });
  }
}

type Input = 'piped' | 'none';

function bySyntax(
  syntax: ProgramSyntax | undefined,
  { args, input }: { readonly args: readonly string[]; readonly input: Input },
): CommandMeaning | undefined {
  if (syntax === undefined || args.some((arg) => syntax.effects?.test(arg))) return undefined;
  const operands = operandsOf(args, syntax);
  if (syntax.does === 'read') return read(operands, input);
  if (syntax.does === 'list' || args.some((arg) => syntax.listing?.test(arg))) return { kind: 'list', paths: operands };
  if (syntax.does === 'search-names' && operands.length === 0) return { kind: 'list', paths: [] };
  return search(args, operands, syntax);
}

function read(paths: readonly string[], input: Input): CommandMeaning | undefined {
  if (paths.length > 0) return { kind: 'read', paths };
  return input === 'piped' ? { kind: 'nothing' } : undefined;
}

/** With `-e` the operands are all paths. */
function search(
  args: readonly string[],
  operands: readonly string[],
  { does }: ProgramSyntax,
): CommandMeaning | undefined {
  const given = does === 'search' ? optionValue(args, /^(?:-e|--regexp)(?:=|$)/) : undefined;
  const [query, ...paths] = given === undefined ? operands : [given, ...operands];
  return query === undefined ? undefined : { kind: 'search', query, paths };
}

function enter(args: readonly string[]): CommandMeaning | undefined {
  const folder = operandsOf(args, {}).at(-1);
  return folder === undefined || folder === '-' ? undefined : { kind: 'enter', folder };
}

/** The paths come first, then an expression; a name in it is what is looked for. */
function find(args: readonly string[]): CommandMeaning {
  const start = args.findIndex((arg) => /^[-(!]/.test(arg) && !/^-[HLP]$/.test(arg));
  const paths = operandsOf(start < 0 ? args : args.slice(0, start), {});
  const query = optionValue(args, /^-(?:i?name|i?path|i?wholename|i?regex)$/);
  return query === undefined ? { kind: 'list', paths } : { kind: 'search', query, paths };
}

function git([subcommand, ...args]: readonly string[], input: Input): CommandMeaning | undefined {
  if (subcommand !== 'grep' && subcommand !== 'ls-files') return undefined;
  return bySyntax(programSyntaxes.get(`git ${subcommand}`), { args, input });
}

function optionValue(args: readonly string[], option: RegExp): string | undefined {
  const index = args.findIndex((arg) => option.test(arg));
  if (index < 0) return undefined;
  const text = args[index] ?? '';
  return text.includes('=') ? text.slice(text.indexOf('=') + 1) : args[index + 1];
}
