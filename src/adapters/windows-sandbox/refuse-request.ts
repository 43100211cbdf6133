import type { SandboxRefusal, SandboxRequest } from '../../ports/process-sandbox.js';
import { maxCommandLine, quoteArguments } from './quote-arguments.js';

/** Finds what no program can be given on Windows, whatever the policy. */
export function refuseRequest({ argv, environment }: SandboxRequest): SandboxRefusal | undefined {
  const [program] = argv;
  if (program === '') return invalid('the name of the program is empty', 'name the program to run');
  const broken = argv.findIndex((argument) => argument.includes('\0'));
  if (broken !== -1) {
    return invalid(`argument ${broken} of the command contains a null character`, 'remove the null character');
  }
  if (program.includes('"')) {
    return invalid(`the program \`${program}\` contains a quotation mark, which no file name can`, 'remove it');
  }
  if (quoteArguments(argv).length > maxCommandLine) {
    return invalid(
      `the command line is longer than the ${maxCommandLine} characters that Windows takes`,
      'pass long texts in a file or on standard input',
    );
  }
  return refuseEnvironment(environment);
}

function refuseEnvironment(environment: SandboxRequest['environment']): SandboxRefusal | undefined {
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
