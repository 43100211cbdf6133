import { isProgramPath, programName } from '../../commands/program-name.js';
import { err, ok, type Result } from '../../result.js';
import { normaliseProgram } from './normalise-program.js';
import { RuleArguments } from './rule-arguments.js';
import type { RuleCall, RuleValue } from './rule-call.js';
import type { RuleComplaint } from './rule-error.js';

/** Which files count as a program. */
export interface HostExecutable {
  readonly name: string;
  /** Absolute and normalised, without duplicates. */
  readonly paths: readonly string[];
}

/** Makes sense of a call of `host_executable`. */
export function readHostExecutable(call: RuleCall): Result<HostExecutable, RuleComplaint> {
  const args = new RuleArguments(call, ['name', 'paths']);
  const name = args.requiredText('name');
  if (name === '' || name === '.' || name === '..' || isProgramPath(name)) {
    args.complain(
      args.spanOf('name'),
      `\`name\` must be the name of a program without a directory, but it is \`${name}\``,
    );
  }
  const paths = args.requiredItems('paths').flatMap((value) => pathOf(value, { name, args }));
  return args.complaint === undefined ? ok({ name, paths: [...new Set(paths)] }) : err(args.complaint);
}

function pathOf(
  value: RuleValue,
  { name, args }: { readonly name: string; readonly args: RuleArguments },
): readonly string[] {
  return args.texts([value], 'a path').flatMap((text) => {
    const path = normaliseProgram(text);
    if (path === undefined) args.complain(value.span, `\`${text}\` must be an absolute path`);
    else if (programName(path) !== name) args.complain(value.span, `\`${text}\` must end in \`${name}\``);
    return path === undefined ? [] : [path];
  });
}
