import type { Command } from 'commander';

/** Stands behind the first `--` while the command line is parsed; no real argument can contain it. */
const separator = '\0';

/** What is not a flag, on the two sides of the first `--`. */
export interface Operands {
  readonly before: readonly string[];
  /** What stands behind `--`; absent without it. */
  readonly behind?: readonly string[];
}

/** Marks the place of the first `--`, which the parser would otherwise forget. */
export function withSeparator(argv: readonly string[]): readonly string[] {
  const place = argv.indexOf('--');
  return place < 0 ? argv : [...argv.slice(0, place + 1), separator, ...argv.slice(place + 1)];
}

/** Takes the operands apart at the mark. A `--` that belongs to a command without one of its own stays part of that. */
export function operandsOf(args: readonly string[]): Operands {
  const place = args.indexOf(separator);
  if (place < 0) return { before: args };
  const before = args.slice(0, place);
  const behind = args.slice(place + 1);
  return before.at(-1) === '--' ? { before: [...before, ...behind] } : { before, behind };
}

/** All operands, wherever they stand. */
export function allOperands(args: readonly string[]): readonly string[] {
  const { before, behind = [] } = operandsOf(args);
  return [...before, ...behind];
}

/** The one operand of a command; any other number is a wrong call. */
export function soleOperand(command: Command, name: string): string {
  const [first, surplus] = allOperands(command.args);
  if (first === undefined) return command.error(`error: missing required argument '${name}'`);
  if (surplus !== undefined) command.error(`error: unexpected argument '${surplus}'`);
  return first;
}
