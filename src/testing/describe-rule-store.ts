import type { ProposedPrefix } from '../domain/approvals/propose-prefix.js';
import { compileRules } from '../domain/approvals/rules/compile-rules.js';
import type { PrefixRule } from '../domain/approvals/rules/exec-rules.js';
import type { RuleStore } from '../ports/rule-store.js';
import { assert, assertEqual } from './assert.js';
import type { DefineTest } from './define-test.js';
import { withSubject } from './with-subject.js';

/** The store under test, without any rule, and how to take down what was built around it. */
export interface RuleStoreSubject {
  readonly store: RuleStore;
  /** Another store over the same rules, as a later process would see them. */
  readonly reopen: () => Promise<RuleStore>;
  readonly cleanUp?: () => Promise<void>;
}

/** The contract of `RuleStore`: what every implementation has to do, wherever it keeps the rules. */
export function describeRuleStore(
  runner: { readonly test: DefineTest },
  name: string,
  create: () => Promise<RuleStoreSubject>,
): void {
  const contract = (sentence: string, run: (subject: RuleStoreSubject) => Promise<void>) =>
    runner.test(`${name} ${sentence}`, () => withSubject(create, run));

  contract('has no rules at first', async ({ store }) => assertEqual(await rulesOf(store), [], 'the rules'));
  contract('keeps what is allowed, in order', keepsInOrder);
  contract('keeps a rule once', keepsOnce);
  contract('keeps words whatever is in them', keepsAnyWords);
  contract('keeps rules that are added at the same time', keepsConcurrent);
  contract('gives the rules to a later store', keepsForLater);
}

async function keepsInOrder({ store }: RuleStoreSubject): Promise<void> {
  await allow(store, ['npm', 'test']);
  await allow(store, ['git', 'push', 'origin']);
  assertEqual(await rulesOf(store), [allowing('npm', 'test'), allowing('git', 'push', 'origin')], 'the rules');
}

async function keepsOnce({ store }: RuleStoreSubject): Promise<void> {
  await allow(store, ['npm', 'test']);
  await allow(store, ['npm']);
  await allow(store, ['npm', 'test']);
  assertEqual(await rulesOf(store), [allowing('npm', 'test'), allowing('npm')], 'the rules');
}

async function keepsAnyWords({ store }: RuleStoreSubject): Promise<void> {
  const words = [
    'echo',
    'a "b" \'c\' \\d',
    'e\nf\tg\r\u001b\0',
    '',
    '日本 𝒳 \u2028',
    '# no comment',
    '$x $(y) `z`',
  ] as const;
  await allow(store, words);
  assertEqual(await rulesOf(store), [allowing(...words)], 'the rules');
}

async function keepsConcurrent({ store }: RuleStoreSubject): Promise<void> {
  const words = ['a', 'b', 'c', 'd', 'e', 'f', 'a', 'b'];
  await Promise.all(words.map((word) => allow(store, [word])));
  const kept = (await rulesOf(store)).map(({ pattern }) => pattern.join()).sort();
  assertEqual(kept, ['a', 'b', 'c', 'd', 'e', 'f'], 'the first words');
}

async function keepsForLater({ store, reopen }: RuleStoreSubject): Promise<void> {
  await allow(store, ['make']);
  const later = await reopen();
  await allow(later, ['make']);
  await allow(later, ['make', 'clean']);
  assertEqual(await rulesOf(store), [allowing('make'), allowing('make', 'clean')], 'the rules');
}

async function allow(store: RuleStore, prefix: ProposedPrefix): Promise<void> {
  const allowed = await store.allowPrefix(prefix);
  assert(allowed.ok, allowed.ok ? '' : allowed.error.message);
}

async function rulesOf(store: RuleStore): Promise<readonly PrefixRule[]> {
  const files = await store.read();
  assert(files.ok, files.ok ? '' : files.error.message);
  const rules = compileRules(files.value);
  assert(rules.ok, rules.ok ? '' : rules.error.message);
  return rules.value.prefixRules;
}

function allowing(...words: readonly string[]): PrefixRule {
  return { pattern: words.map((word) => [word]), decision: 'allow' };
}
