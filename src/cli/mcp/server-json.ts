import type { McpServerEntry } from '../../index.js';

/** A server in the form that programs know from the public Codex. Values are shown as they are: whoever asks owns them. */
export function serverJson({ name, enabled, transport, startupTimeoutSec, toolTimeoutSec }: McpServerEntry): object {
  return {
    name,
    enabled,
    disabled_reason: null,
    transport: transportJson(transport),
    startup_timeout_sec: startupTimeoutSec ?? null,
    tool_timeout_sec: toolTimeoutSec ?? null,
  };
}

function transportJson(transport: McpServerEntry['transport']): object {
  if (transport.kind === 'stdio') {
    const { command, args, env = null, envVars, cwd = null } = transport;
    return { type: 'stdio', command, args, env, env_vars: envVars, cwd };
  }
  const { url, bearerTokenEnvVar = null, httpHeaders = null, envHttpHeaders = null } = transport;
  return {
    type: 'streamable_http',
    url,
    bearer_token_env_var: bearerTokenEnvVar,
    http_headers: httpHeaders,
    env_http_headers: envHttpHeaders,
  };
}
