import { refuseInvocation } from '../../domain/enforcement/refuse-invocation.js';
import type { SandboxRefusal, SandboxRequest } from '../../ports/process-sandbox.js';
import { maxCommandLine, quoteArguments } from './quote-arguments.js';

/** Finds what no program can be given on Windows, whatever the policy. */
export function refuseRequest({ argv, environment }: SandboxRequest): SandboxRefusal | undefined {
  const refusal = refuseInvocation({ argv, environment });
  if (refusal !== undefined) return refusal;
  const [program] = argv;
  if (program.includes('"')) {
    return invalid(`the program \`${program}\` contains a quotation mark, which no file name can`, 'remove it');
  }
  // Quoting only adds: what is too long as it stands is not worth the work.
  const atLeast = argv.reduce((length, word) => length + word.length, 0);
  if (atLeast > maxCommandLine || quoteArguments(argv).length > maxCommandLine) {
    return invalid(
      `the command line is longer than the ${maxCommandLine} characters that Windows takes`,
      'pass long texts in a file or on standard input',
    );
  }
  return undefined;
}

function invalid(message: string, remedy: string): SandboxRefusal {
  return { code: 'invalid-request', message, remedy };
}
