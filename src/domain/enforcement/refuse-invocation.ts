import type { AbsolutePath } from '../paths/absolute-path.js';
import type { Refusal } from './refusal.js';

/** What is handed to a program when it is started. */
export interface Invocation {
  readonly argv: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
}

/** Finds what cannot be handed to a program at all: texts with a null character, and names that no environment can hold. */
export function refuseInvocation({ argv, environment }: Invocation): Refusal<'invalid-request'> | undefined {
  if (argv[0] === '') return invalid('the name of the program is empty', 'name the program to run');
  const broken = argv.findIndex((argument) => argument.includes('\0'));
  if (broken !== -1) {
    return invalid(`argument ${broken} of the command contains a null character`, 'remove the null character');
  }
  for (const [name, value] of Object.entries(environment)) {
    if (name === '' || name.includes('=') || name.includes('\0') || value.includes('\0')) {
      return invalid(
        `the environment variable \`${name.replaceAll('\0', '\\0')}\` cannot be passed on`,
        'use a name without `=` and a name and value without null characters',
      );
    }
  }
  return undefined;
}

/** Finds a working directory that is written for another system. */
export function refuseForeignDirectory(cwd: AbsolutePath): Refusal<'invalid-request'> | undefined {
  if (cwd.startsWith('/')) return undefined;
  return invalid(`the working directory \`${cwd}\` is not a POSIX path`, 'pass a path that starts with `/`');
}

function invalid(message: string, remedy: string): Refusal<'invalid-request'> {
  return { code: 'invalid-request', message, remedy };
}
