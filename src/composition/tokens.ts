import type { ServiceIdentifier } from 'inversify';
import type { SharedPorts } from '../application/agent-ports.js';
import type { CodexSettings } from '../application/settings/codex-settings.js';
import type { ConfigSource } from '../ports/config-source.js';
import type { McpServers } from './mcp/mcp-servers.js';
import type { ModelProviders } from './model-providers.js';
import type { Notifiers } from './notifiers.js';

/** What does not depend on any setting. */
export type Surroundings = Pick<SharedPorts, 'clock' | 'ids' | 'environment' | 'logger' | 'telemetry'>;

/** Where files and settings are read from. */
export interface Files extends Pick<SharedPorts, 'fileSystem'> {
  readonly configSource: ConfigSource;
}

function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol.for(`codex-sdk/${name}`);
}

/** What the container can be asked for. */
export const tokens = {
  surroundings: token<Surroundings>('surroundings'),
  files: token<Files>('files'),
  settings: token<CodexSettings>('settings'),
  ports: token<SharedPorts>('ports'),
  models: token<ModelProviders>('models'),
  notifiers: token<Notifiers>('notifiers'),
  mcpServers: token<McpServers>('mcp-servers'),
};
