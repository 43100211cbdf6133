import type { Container } from 'inversify';
import { checkFolder } from '../adapters/node/check-folder.js';
import { isPackageInstalled, runtimeName } from '../adapters/node/node-installation.js';
import type { DoctorReport } from '../application/doctor/doctor-report.js';
import { examine } from '../application/doctor/examine.js';
import { loadConfig, type SettingsSources } from '../application/settings/load-config.js';
import type { ThreadOptions } from '../application/settings/thread-options.js';
import { settingsFrom } from '../domain/config/settings.js';
import { sampleNotifications } from '../domain/notifications/sample-notifications.js';
import { packageVersion } from '../domain/package-version.js';
import { resolvePath } from '../domain/paths/absolute-path.js';
import type { CodexOptions } from './codex-options.js';
import { tokens } from './tokens.js';

/** What the doctor is told. */
export interface DoctorOptions extends Pick<ThreadOptions, 'workingDirectory' | 'permissionProfile' | 'sandboxMode'> {
  /** Also sends one notification to everybody who would be told something, as if a turn were complete; false by default. */
  readonly notify?: boolean;
}

/** What an examination stands on. */
export interface ExaminationParts {
  readonly container: Container;
  readonly sources: SettingsSources;
  readonly options: CodexOptions;
}

/** Examines the machine with what is bound in a container. */
export async function examineMachine(
  { notify = false, ...options }: DoctorOptions,
  parts: ExaminationParts,
): Promise<DoctorReport> {
  const { container, sources } = parts;
  const { adapters = {} } = parts.options;
  const notifiers = container.get(tokens.notifiers);
  const sessions = resolvePath(sources.codex.codexHome, 'sessions');
  const report = await examine(options, {
    sources,
    sandbox: container.get(tokens.ports).sandbox,
    version: packageVersion,
    runtime: runtimeName(),
    sessions:
      adapters.threadStore === undefined
        ? { kind: 'folder', path: sessions, check: () => checkFolder(sessions) }
        : { kind: 'own' },
    hasPackage: isPackageInstalled,
    credentialOf: (provider) => container.get(tokens.models).credentialOf(provider),
    notifiers: async (settings) => (typeof adapters.notifier === 'object' ? 'own' : notifiers.choices(settings)),
  });
  if (notify) await sendNotification(options, parts);
  return report;
}

/** A configuration that cannot be used notifies nobody; the report says so already. */
async function sendNotification(options: ThreadOptions, { container, sources }: ExaminationParts): Promise<void> {
  const inForce = await loadConfig(options, sources).catch(() => undefined);
  const settings = inForce && settingsFrom(inForce.resolved.config, sources.environment.variables);
  if (inForce === undefined || settings?.ok !== true) return;
  const { notifications } = settings.value;
  const notifier = await container.get(tokens.notifiers).notifierFor(notifications);
  const ids = container.get(tokens.ports).ids;
  const origin = { threadId: ids.uuid(), turnId: ids.uuid(), cwd: inForce.cwd };
  for (const notification of sampleNotifications(notifications, origin)) notifier.notify(notification);
}
