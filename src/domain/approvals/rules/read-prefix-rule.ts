import { splitWords } from '../../commands/split-words.js';
import { err, ok, type Result } from '../../result.js';
import type { PrefixRule } from './exec-rules.js';
import { RuleArguments } from './rule-arguments.js';
import { type RuleCall, type RuleValue, typeOfValue } from './rule-call.js';
import type { RuleComplaint, RuleSpan } from './rule-error.js';

/** A command that shows what a rule is about. */
export interface RuleExample {
  readonly words: readonly string[];
  readonly span: RuleSpan;
}

/** A prefix rule with the examples that it was written with. */
export interface ExemplifiedRule {
  readonly rule: PrefixRule;
  readonly matching: readonly RuleExample[];
  readonly notMatching: readonly RuleExample[];
}

/** Makes a rule of a call of `prefix_rule`. The examples are not checked yet. */
export function readPrefixRule(call: RuleCall): Result<ExemplifiedRule, RuleComplaint> {
  const args = new RuleArguments(call, ['pattern', 'decision', 'match', 'not_match', 'justification']);
  const pattern = args.requiredItems('pattern').map((value) => alternatives(value, args));
  if (pattern.length === 0) args.complain(args.spanOf('pattern'), '`pattern` must name at least one word');
  const decision = args.oneOf('decision', ['allow', 'prompt', 'forbidden']) ?? 'allow';
  const justification = args.sentence('justification');
  const rule: PrefixRule = { pattern, decision, ...(justification === undefined ? {} : { justification }) };
  const matching = args.items('match').map((value) => example(value, args));
  const notMatching = args.items('not_match').map((value) => example(value, args));
  return args.complaint === undefined ? ok({ rule, matching, notMatching }) : err(args.complaint);
}

function alternatives(value: RuleValue, args: RuleArguments): readonly string[] {
  if (value.kind === 'string') return [value.text];
  if (value.kind === 'list') {
    if (value.items.length === 0) args.complain(value.span, 'a list of alternatives must not be empty');
    return args.texts(value.items, 'an alternative');
  }
  args.complain(
    value.span,
    `a word of \`pattern\` must be a string or a list of strings, but it is of type ${typeOfValue(value)}`,
  );
  return [];
}

/** A string is split as a shell would split it. */
function example(value: RuleValue, args: RuleArguments): RuleExample {
  const { span } = value;
  const words = wordsOfExample(value, args);
  if (words.length === 0) args.complain(span, 'an example must be a command, as a string or as a list of strings');
  return { words, span };
}

function wordsOfExample(value: RuleValue, args: RuleArguments): readonly string[] {
  if (value.kind === 'list') return args.texts(value.items, 'a word of an example');
  if (value.kind === 'other') return [];
  const words = splitWords(value.text);
  if (words === undefined) args.complain(value.span, 'the example ends within quotes or after a backslash');
  return words ?? [];
}
