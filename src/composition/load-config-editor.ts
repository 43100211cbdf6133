import type { ConfigEditor } from '../ports/config-editor.js';

/** The editor of configuration files; it is rarely needed. */
export async function loadConfigEditor(): Promise<ConfigEditor> {
  const { TomlConfigEditor } = await import('../adapters/toml-config/toml-config-editor.js');
  return new TomlConfigEditor();
}
