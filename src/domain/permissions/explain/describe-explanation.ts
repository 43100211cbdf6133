import type { AbsolutePath } from '../../paths/absolute-path.js';
import type { AccessMode } from '../access-mode.js';
import { describeOrigin } from '../describe-origin.js';
import { describeTarget } from '../describe-target.js';
import type { FileSystemEntry } from '../file-system-policy.js';
import type { AccessReason, DecidedAccess, RunnerUp } from './decide-access.js';
import type { AccessChange } from './find-change.js';

/** Puts an explanation into one paragraph: the decision, its reason, what else had a say, and how to change it. */
export function describeExplanation(explanation: {
  readonly path: AbsolutePath;
  readonly decided: DecidedAccess;
  readonly changes: readonly AccessChange[];
}): string {
  const { path, decided, changes } = explanation;
  return [
    `\`${path}\` ${verdicts[decided.access]}: ${describeReason(decided.reason)}.`,
    ...describeRunnersUp(decided.runnersUp),
    ...changes.filter((change) => change.to === wished[decided.access]).map(describeChange),
  ].join(' ');
}

const verdicts: Readonly<Record<AccessMode, string>> = {
  read: 'can be read but not written',
  write: 'can be read and written',
  deny: 'can neither be read nor written',
};

/** What somebody who asks is most likely to want instead. */
const wished: Readonly<Record<AccessMode, AccessMode>> = { read: 'write', write: 'read', deny: 'read' };

function describeReason(reason: AccessReason): string {
  switch (reason.kind) {
    case 'not-managed':
      return reason.enforcement === 'disabled'
        ? 'no sandbox is used'
        : 'the file system is left to a sandbox around this process';
    case 'unrestricted':
      return 'the permission profile does not restrict the file system';
    case 'entry':
      return describeEntryReason(reason.entry, reason.path);
    case 'deny-pattern':
      return `it matches the pattern \`${reason.pattern}\`, which is denied by ${describeOrigin(reason.entry)}, and patterns win over every path`;
    case 'protected-metadata':
      return `it lies in \`${reason.metadata}\`, a name that stays read-only directly below everything writable`;
    case 'no-entry':
      return 'no rule speaks about it or a directory above it';
  }
}

function describeEntryReason(entry: FileSystemEntry, path: AbsolutePath): string {
  const target = describeTarget(entry.path);
  const place = target === path ? `\`${target}\`` : `\`${target}\`, which is \`${path}\` here`;
  return `the most specific rule is \`${entry.access}\` for ${place}, from ${describeOrigin(entry)}`;
}

function describeRunnersUp([first, ...others]: readonly RunnerUp[]): readonly string[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const relation = first.because === 'outranked' ? 'It outranks' : 'It comes before';
  return [
    `${relation} \`${first.entry.access}\` for \`${describeTarget(first.entry.path)}\`, from ${describeOrigin(first.entry)}${more}.`,
  ];
}

const goals: Readonly<Record<AccessMode, string>> = {
  read: 'let it be read only',
  write: 'let it be written',
  deny: 'hide it',
};

function describeChange({ to, remove, add }: AccessChange): string {
  const steps = [
    ...remove.map(
      (entry) => `remove \`${entry.access}\` for \`${describeTarget(entry.path)}\` (${describeOrigin(entry)})`,
    ),
    ...(add === undefined ? [] : [`add \`${JSON.stringify(describeTarget(add.path))} = "${add.access}"\``]),
  ];
  return `To ${goals[to]}, ${steps.join(' and ')}.`;
}
