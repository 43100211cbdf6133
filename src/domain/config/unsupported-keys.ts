/** Keys of the public Codex that change nothing here, because what they switch off or remember does not exist: accepted silently. */
const harmless: ReadonlySet<string> = new Set([
  'analytics',
  'check_for_update_on_startup',
  'disable_paste_burst',
  'feedback',
  'notice',
  'suppress_unstable_features_warning',
  'tui.animations',
  'tui.show_tooltips',
]);

/** Keys of the public Codex for features that this package does not have. */
const unsupported: ReadonlySet<string> = new Set([
  'agents',
  'approvals_reviewer',
  'apps',
  'apps_mcp_product_sku',
  'audio',
  'auto_review',
  'chatgpt_base_url',
  'cli_auth_credentials_store',
  'debug',
  'desktop',
  'experimental_realtime_start_instructions',
  'experimental_realtime_ws_backend_prompt',
  'experimental_realtime_ws_base_url',
  'experimental_realtime_ws_model',
  'experimental_realtime_ws_startup_context',
  'experimental_thread_config_endpoint',
  'experimental_thread_store',
  'experimental_use_unified_exec_tool',
  'file_opener',
  'forced_chatgpt_workspace_id',
  'forced_login_method',
  'ghost_snapshot',
  'hooks',
  'include_apps_instructions',
  'include_collaboration_mode_instructions',
  'log_dir',
  'marketplaces',
  'mcp_enterprise_managed_auth',
  'mcp_oauth_credentials_store',
  'mcp_optional_startup_grace_ms',
  'memories',
  'model_auto_compact_token_limit_scope',
  'oss_provider',
  'otel',
  'personality',
  'plan_mode_reasoning_effort',
  'plugins',
  'realtime',
  'review_model',
  'skills',
  'sqlite_home',
  'thread_unload_delay_secs',
  'tool_suggest',
  'tui.alternate_screen',
  'tui.keymap',
  'tui.status_line',
  'tui.terminal_title',
  'tui.theme',
  'windows.sandbox_private_desktop',
]);

/** Keys of the public Codex that are accepted and have no effect. */
export const keysWithoutEffect: readonly string[] = [...harmless, ...unsupported];

/** What a key that is not in the table means: `harmless` to ignore, a feature that does not exist, or unknown altogether. */
export function classifyUnlistedKey(key: string): 'harmless' | 'unsupported' | 'unknown' {
  if (harmless.has(key)) return 'harmless';
  return unsupported.has(key) ? 'unsupported' : 'unknown';
}
