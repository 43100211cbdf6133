import { expect, it, test } from 'vitest';
import { InMemoryRuleStore } from '../../../src/adapters/in-memory/in-memory-rule-store.js';
import { describeRuleStore } from '../../../src/testing/describe-rule-store.js';

describeRuleStore({ test }, 'InMemoryRuleStore', async () => {
  const store = new InMemoryRuleStore();
  return { store, reopen: async () => store };
});

it('begins with the rules that it is given', async () => {
  const file = { name: 'mine.rules', text: 'prefix_rule(["ls"])' };
  const store = new InMemoryRuleStore([file]);
  await store.allowPrefix(['cat']);
  expect(await store.read()).toEqual({
    ok: true,
    value: [file, { name: 'default.rules', text: 'prefix_rule(pattern=["cat"], decision="allow")\n' }],
  });
});
