import { Places } from '../../domain/enforcement/places.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { resolveFileSystemRules } from '../../domain/permissions/resolve-rules.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { CommandOutcome, ProcessSandbox } from '../../ports/process-sandbox.js';
import { explainFailure } from './explain-failure.js';
import { confineFiles, type SeatbeltLevel } from './file-confinement.js';
import { renderPolicy } from './render-policy.js';
import { launcherPath } from './seatbelt-plan.js';
import { startDirectly } from './start-directly.js';
import type { Unavailability } from './unavailable-cause.js';

/** What a probe depends on. */
export interface ProbeSettings {
  readonly platform: string;
  readonly level: SeatbeltLevel;
  readonly launcher: ProcessSandbox;
}

const probeTimeoutMs = 10_000;
const root = '/' as AbsolutePath;

/** Has the system confine one harmless program for real: nothing else tells whether it takes our policy. */
export async function probeSeatbelt(settings: ProbeSettings): Promise<Result<void, Unavailability>> {
  if (settings.platform !== 'darwin') return err(unsupported(settings.platform));
  const said: Uint8Array[] = [];
  const trial = startDirectly(
    settings.launcher,
    { argv: [launcherPath, '-p', ...trialPolicy(settings.level), '--', '/usr/bin/true'], cwd: root, environment: {} },
    { stdin: 'closed', timeoutMs: probeTimeoutMs, onOutput: ({ bytes }) => said.push(bytes) },
  );
  const outcome = await trial.outcome;
  if (outcome.kind === 'exited' && outcome.exitCode === 0) return ok(undefined);
  return err(failureOf(outcome, Buffer.concat(said).toString('utf8')));
}

/** The policy of a read-only profile, as text and parameters. */
function trialPolicy(level: SeatbeltLevel): readonly string[] {
  const entries = [{ path: { kind: 'special', special: { kind: 'root' } }, access: 'read' }] as const;
  const facts = new Map();
  const rules = resolveFileSystemRules({ kind: 'restricted', entries }, { cwd: root, workspaceRoots: [] }, facts);
  const files = confineFiles(rules, new Places(facts), { level, missingMetadata: 'mask' });
  const policy = files.ok ? renderPolicy({ files: files.value, network: { kind: 'none' } }) : files;
  if (!policy.ok) throw new Error('the policy of the trial cannot be rendered');
  return [policy.value.text, ...policy.value.parameters.map(({ name, value }) => `-D${name}=${value}`)];
}

function failureOf(outcome: CommandOutcome, said: string): Unavailability {
  if (outcome.kind === 'not-started') {
    return {
      cause: 'missing-binary',
      message: `\`${launcherPath}\` cannot be started: ${outcome.message}`,
      remedy: 'it is a part of macOS; restore the system, or pass a sandbox adapter of your own',
    };
  }
  return explainFailure(outcome.kind === 'timed-out' ? `no answer after ${probeTimeoutMs} ms` : said);
}

function unsupported(platform: string): Unavailability {
  return {
    cause: 'unsupported-platform',
    message: `this sandbox does not exist for the platform \`${platform}\``,
    remedy: 'use the sandbox of that platform, or pass an adapter of your own',
  };
}
