import type { ServiceIdentifier } from 'inversify';
import type { AgentPorts, SharedPorts } from '../application/agent-ports.js';
import type { CodexSettings } from '../application/settings/codex-settings.js';
import type { Approver } from '../ports/approver.js';
import type { ConfigSource } from '../ports/config-source.js';
import type { ToolSource } from '../ports/tool-source.js';
import type { McpServers } from './mcp/mcp-servers.js';
import type { ModelProviders } from './model-providers.js';
import type { Notifiers } from './notifiers.js';

function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol.for(`codex-sdk/${name}`);
}

/** What the container can be asked for. */
export const tokens = {
  clock: token<AgentPorts['clock']>('clock'),
  ids: token<AgentPorts['ids']>('ids'),
  environment: token<AgentPorts['environment']>('environment'),
  fileSystem: token<AgentPorts['fileSystem']>('file-system'),
  sandbox: token<AgentPorts['sandbox']>('sandbox'),
  threadStore: token<AgentPorts['threadStore']>('thread-store'),
  ruleStore: token<AgentPorts['ruleStore']>('rule-store'),
  notifiers: token<Notifiers>('notifiers'),
  logger: token<AgentPorts['logger']>('logger'),
  telemetry: token<AgentPorts['telemetry']>('telemetry'),
  configSource: token<ConfigSource>('config-source'),
  approver: token<Approver | undefined>('approver'),
  toolSources: token<readonly ToolSource[]>('tool-sources'),
  mcpServers: token<McpServers>('mcp-servers'),
  models: token<ModelProviders>('models'),
  settings: token<CodexSettings>('settings'),
  ports: token<SharedPorts>('ports'),
};
