import {
  and,
  architectureOffset,
  argumentOffset,
  type BpfInstruction,
  callNumberOffset,
  encodeProgram,
  ifAnySet,
  ifAtLeast,
  ifEquals,
  load,
  yields,
} from './bpf-program.js';
import type { ArgumentTest, FilterRule } from './filter-rules.js';
import { type Architecture, auditArchitecture, systemCallNumber } from './system-calls.js';

const killProcess = 0x80000000;
const failWith = 0x00050000;
const allow = 0x7fff0000;
const notPermitted = 1;
const notImplemented = 38;
const firstX32Call = 0x40000000;

/**
 * Compiles refusals into the bytes that `bwrap --seccomp` reads. Code of a foreign architecture is killed, because its call numbers
 * mean something else; the 32-bit pointer variant of x64 does not exist; whatever no rule matches is allowed. Without any rule everything is.
 */
export function compileFilter(rules: readonly FilterRule[], architecture: Architecture): Uint8Array {
  if (rules.length === 0) return encodeProgram([yields(allow)]);
  return encodeProgram([
    load(architectureOffset),
    ifEquals(auditArchitecture[architecture], { whenTrue: 1 }),
    yields(killProcess),
    load(callNumberOffset),
    ...(architecture === 'x64' ? [ifAtLeast(firstX32Call, { whenFalse: 1 }), yields(failWith | notImplemented)] : []),
    ...rules.flatMap((rule) => compileRule(rule, architecture)),
    yields(allow),
  ]);
}

/** Skips its own body unless the call number matches. A body that does not refuse loads the call number again for the next rule. */
function compileRule(rule: FilterRule, architecture: Architecture): readonly BpfInstruction[] {
  const number = systemCallNumber(rule.call, architecture);
  if (number === undefined) return [];
  const refusal = yields(failWith | (rule.error ?? notPermitted));
  const body = rule.when === undefined ? [refusal] : [...compileTests(rule.when, refusal), load(callNumberOffset)];
  return [ifEquals(number, { whenFalse: body.length }), ...body];
}

/** Every test that does not hold skips all that follows, the refusal included. */
function compileTests(tests: readonly ArgumentTest[], refusal: BpfInstruction): readonly BpfInstruction[] {
  let compiled: readonly BpfInstruction[] = [refusal];
  for (const test of tests.toReversed()) compiled = [...compileTest(test, compiled.length), ...compiled];
  return compiled;
}

/** Falls through when the test holds, and skips `rest` instructions behind itself otherwise. */
function compileTest(test: ArgumentTest, rest: number): readonly BpfInstruction[] {
  const low = load(argumentOffset(test.argument));
  switch (test.is) {
    case 'any-bit-of':
      return [low, ifAnySet(test.mask, { whenFalse: rest })];
    case 'not-null':
      return [
        low,
        ifEquals(0, { whenFalse: 2 }),
        load(argumentOffset(test.argument) + 4),
        ifEquals(0, { whenTrue: rest }),
      ];
    case 'one-of':
      return [low, ...masked(test.mask), ...oneOf(test.values, rest)];
    case 'none-of':
      return [low, ...masked(test.mask), ...noneOf(test.values, rest)];
  }
}

function masked(mask: number | undefined): readonly BpfInstruction[] {
  return mask === undefined ? [] : [and(mask)];
}

function oneOf(values: readonly number[], rest: number): readonly BpfInstruction[] {
  const last = values.length - 1;
  return values.map((value, index) =>
    ifEquals(value, index === last ? { whenFalse: rest } : { whenTrue: last - index }),
  );
}

function noneOf(values: readonly number[], rest: number): readonly BpfInstruction[] {
  return values.map((value, index) => ifEquals(value, { whenTrue: values.length - 1 - index + rest }));
}
