import { CodexError } from '../../domain/codex-error.js';
import { nearestName } from '../../domain/config/nearest-name.js';

/** Refuses options that are no object, or have a name that nobody knows. @throws CodexError `invalid-option` */
export function checkOptionNames(
  options: object,
  { names, of }: { readonly names: readonly string[]; readonly of: string },
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new CodexError('invalid-option', `the options of ${of} must be an object`);
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = nearestName(unknown, names);
  const hint =
    near === undefined
      ? `expected one of ${names.map((name) => `\`${name}\``).join(', ')}`
      : `did you mean \`${near}\`?`;
  throw new CodexError('invalid-option', `unknown option \`${unknown}\` of ${of}; ${hint}`);
}
