import type { CodexSettings } from '../application/settings/codex-settings.js';
import type { RuleStore } from '../ports/rule-store.js';

/** The rules of the user, from the first command on. Without the user's configuration there are none, and new ones are kept in memory. */
export function shippedRuleStore({ codexHome, userConfig }: CodexSettings): RuleStore {
  let loading: Promise<RuleStore> | undefined;
  const load = async (): Promise<RuleStore> => {
    if (userConfig === 'ignore') {
      const { InMemoryRuleStore } = await import('../adapters/in-memory/in-memory-rule-store.js');
      return new InMemoryRuleStore();
    }
    const { FileRuleStore } = await import('../adapters/rules-store/file-rule-store.js');
    return new FileRuleStore({ codexHome });
  };
  const store = (): Promise<RuleStore> => {
    loading ??= load();
    return loading;
  };
  return {
    read: async () => (await store()).read(),
    allowPrefix: async (prefix) => (await store()).allowPrefix(prefix),
  };
}
