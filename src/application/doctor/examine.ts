import { CodexError } from '../../domain/codex-error.js';
import type { ModelProvider } from '../../domain/config/model-providers.js';
import { inconsistencyError } from '../../domain/config/resolve-config.js';
import { type NotificationSettings, settingsFrom } from '../../domain/config/settings.js';
import type { NotifierChoice } from '../../domain/notifications/choose-notifiers.js';
import type { ProcessSandbox, SandboxCapabilities } from '../../ports/process-sandbox.js';
import { configError, loadConfig, type SettingsSources } from '../settings/load-config.js';
import { describePermissions, selectPermissionsInForce } from '../settings/resolve-permissions.js';
import type { ThreadOptions } from '../settings/thread-options.js';
import { checkConfiguration } from './check-configuration.js';
import { type CredentialState, checkModelProvider } from './check-model-provider.js';
import { checkNotifications } from './check-notifications.js';
import { checkOptionalDependencies } from './check-optional-dependencies.js';
import { checkSandbox } from './check-sandbox.js';
import { checkSessions, type SessionPlace } from './check-sessions.js';
import type { DoctorReport } from './doctor-report.js';
import { hasProgram } from './has-program.js';
import type { Understanding } from './understanding.js';

/** What the doctor looks at, and what it looks with. */
export interface DoctorParts {
  readonly sources: SettingsSources;
  readonly sandbox: ProcessSandbox;
  readonly version: string;
  readonly runtime: string;
  readonly sessions: SessionPlace;
  /** Whether a package of this name can be loaded. */
  readonly hasPackage: (name: string) => boolean;
  readonly credentialOf: (provider: ModelProvider) => CredentialState;
  /** Which notifiers settings call for; `own` when the host brought its own. */
  readonly notifiers: (settings: NotificationSettings) => Promise<readonly NotifierChoice[] | 'own'>;
}

/** Looks at everything a turn needs. What is missing or wrong is part of the report, never an exception. */
export async function examine(options: ThreadOptions, parts: DoctorParts): Promise<DoctorReport> {
  const { sources, version, runtime } = parts;
  const [understanding, sandbox] = await Promise.all([understand(options, sources), probe(parts.sandbox)]);
  const checks = await Promise.all([
    checkSandbox(sandbox, understanding),
    checkConfiguration(understanding),
    checkModelProvider(understanding, parts.credentialOf),
    checkSessions(parts.sessions),
    checkOptionalDependencies({ ...sources, hasPackage: parts.hasPackage }),
    checkNotifications(understanding, {
      notifiers: parts.notifiers,
      hasProgram: (name) => hasProgram(name, sources),
    }),
  ]);
  return {
    version,
    platform: sources.environment.platform,
    runtime,
    codexHome: sources.codex.codexHome,
    healthy: checks.every(({ status }) => status !== 'broken'),
    sandbox,
    checks,
  };
}

/** A sandbox that fails to look is as good as none; only one that the host brought along does. */
async function probe(sandbox: ProcessSandbox): Promise<SandboxCapabilities> {
  try {
    return await sandbox.probe();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      status: 'unavailable',
      sandbox: 'unknown',
      cause: 'probe-failed',
      message: `the sandbox could not tell what it enforces: ${reason}`,
      remedy:
        'mend the adapter that was passed as `adapters.sandbox`: its `probe` says what is in the way, and never rejects',
    };
  }
}

/** Goes as far as the configuration allows. */
async function understand(options: ThreadOptions, sources: SettingsSources): Promise<Understanding> {
  let understood: Understanding = {};
  try {
    const inForce = await loadConfig(options, sources);
    understood = { inForce };
    const permissions = describePermissions(await selectPermissionsInForce(options, inForce, sources), inForce);
    understood = { inForce, permissions };
    const settings = settingsFrom(inForce.resolved.config, sources.environment.variables);
    if (settings.ok) return { inForce, permissions, settings: settings.value };
    throw await configError(inconsistencyError(settings.error, inForce.resolved), sources.codex);
  } catch (error) {
    if (!CodexError.is(error)) throw error;
    return { ...understood, problem: error.message };
  }
}
