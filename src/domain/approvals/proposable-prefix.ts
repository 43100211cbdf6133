import { programName } from '../commands/program-name.js';
import { wrappedCommandStart } from '../commands/wrapper-programs.js';

/** Programs that run whatever they are given. */
const interpreters: ReadonlySet<string> = new Set(
  (
    'ash awk bash bun csh dash deno fish gawk ksh lua mksh node nodejs osascript perl php powershell pwsh py ' +
    'pypy pypy3 python python2 python3 pythonw pyw ruby sh source su tclsh tcsh wish zsh .'
  ).split(' '),
);

/** Programs that run what follows, whatever a prefix says. */
const neverProposed: ReadonlySet<string> = new Set(['cmd', 'eval']);

/** Options of `git` before its subcommand that take the next word as their value. */
const gitValueOptions: ReadonlySet<string> = new Set([
  '-C',
  '-c',
  '--attr-source',
  '--config-env',
  '--exec-path',
  '--git-dir',
  '--namespace',
  '--super-prefix',
  '--work-tree',
]);

/**
 * Whether a rule that allows everything beginning with `prefix` may be offered to a person. It may not when the words leave open what would run:
 * a shell, an interpreter, `git` or a program such as `sudo` with nothing but options behind it.
 */
export function isProposablePrefix(prefix: readonly string[]): prefix is readonly [string, ...string[]] {
  const [program, ...args] = prefix;
  // A broken surrogate cannot be written to a rule file.
  if (program === undefined || program === '' || prefix.some((word) => /\p{Cs}/u.test(word))) return false;
  const start = wrappedCommandStart(prefix.map((text) => ({ text, literal: true })));
  if (start !== undefined) return isProposablePrefix(prefix.slice(start));
  const name = programName(program).replace(/\.exe$/i, '');
  if (neverProposed.has(name)) return false;
  if (name === 'git') return hasGitSubcommand(args);
  return !interpreters.has(withoutVersion(name)) || args.some((arg) => !arg.startsWith('-'));
}

function hasGitSubcommand(args: readonly string[]): boolean {
  return args.some((arg, index) => !arg.startsWith('-') && !gitValueOptions.has(args[index - 1] ?? ''));
}

/** `python3.12` is as open as `python3`. */
function withoutVersion(name: string): string {
  return name.replace(/(?<=[a-z])\d[\d.]*$/, (version) => version.split('.')[0] ?? '');
}
