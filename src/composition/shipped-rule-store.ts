import type { CodexSettings } from '../application/settings/codex-settings.js';
import type { RuleStore } from '../ports/rule-store.js';

/** The rules of files, from the first command on. Where they are ignored there are none, and new ones are kept in memory. */
export function shippedRuleStore({ codexHome, userConfig, rules }: CodexSettings): RuleStore {
  let loading: Promise<RuleStore> | undefined;
  const load = async (): Promise<RuleStore> => {
    if (userConfig === 'ignore' || rules === 'ignore') {
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
    read: async (projectDirectories) => (await store()).read(projectDirectories),
    allowPrefix: async (prefix) => (await store()).allowPrefix(prefix),
  };
}
