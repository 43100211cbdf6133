import type { SandboxRefusal, SandboxRequest } from '../../ports/process-sandbox.js';

/** Finds what no program can be given: texts with a null character, and names that no environment can hold. */
export function refuseRequest({ argv, environment }: SandboxRequest): SandboxRefusal | undefined {
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

function invalid(message: string, remedy: string): SandboxRefusal {
  return { code: 'invalid-request', message, remedy };
}
