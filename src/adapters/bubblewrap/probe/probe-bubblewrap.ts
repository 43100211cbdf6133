import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { err, ok, type Result } from '../../../domain/result.js';
import { planIsolation } from '../plan/plan-isolation.js';
import { compileFilter } from '../seccomp/compile-filter.js';
import { filterRules, type SandboxLevel } from '../seccomp/filter-rules.js';
import type { Architecture } from '../seccomp/system-calls.js';
import { spawnChild } from '../spawn-child.js';
import { cannotStart } from './cannot-start.js';
import { explainFailure } from './explain-failure.js';
import { type KernelFacts, readKernelFacts } from './kernel-facts.js';
import { locateBinary } from './locate-binary.js';
import type { Unavailability } from './unavailable-cause.js';

/** What a probe depends on. */
export interface ProbeSettings {
  readonly level: SandboxLevel;
  readonly platform: string;
  readonly architecture: string;
  /** Where to look for the program; the usual places when absent. */
  readonly places?: readonly string[];
  /** What the kernel says about itself, asked when something fails; it is asked for real when absent. */
  readonly kernel?: () => KernelFacts;
}

/** A bubblewrap that works here. */
export interface WorkingBubblewrap {
  readonly binary: string;
  readonly version: string;
  readonly architecture: Architecture;
}

const oldestVersion = [0, 8] as const;
const probeTimeoutMs = 10_000;

/** Finds bubblewrap and has it set up the strictest sandbox once, for real: nothing else tells whether this machine allows it. */
export async function probeBubblewrap(settings: ProbeSettings): Promise<Result<WorkingBubblewrap, Unavailability>> {
  if (settings.platform !== 'linux') return err(unsupported('platform', settings.platform));
  const architecture = supportedArchitecture(settings.architecture);
  if (architecture === undefined) return err(unsupported('architecture', settings.architecture));
  const located = await locateBinary(settings.places);
  if (!located.ok) return located;
  try {
    return await tryOut(located.value, architecture, settings);
  } catch (error) {
    return err(cannotStart(error));
  }
}

async function tryOut(
  binary: string,
  architecture: Architecture,
  settings: ProbeSettings,
): Promise<Result<WorkingBubblewrap, Unavailability>> {
  const trial = await run(binary, trialArguments(binary, settings.level), trialFilter(settings.level, architecture));
  const explain = (): Unavailability => explainFailure(trial.stderr, (settings.kernel ?? readKernelFacts)());
  const version = versionIn(trial.stdout) ?? versionIn((await run(binary, ['--version'])).stdout);
  if (version === undefined) return err(explain());
  if (isTooOld(version)) return err(tooOld(binary, version));
  return trial.exitCode === 0 ? ok({ binary, version, architecture }) : err(explain());
}

/** The program inside is bubblewrap itself, telling its version: it is certainly there. */
function trialArguments(binary: string, level: SandboxLevel): readonly string[] {
  return [
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--ro-bind', '/proc/sys', '/proc/sys'],
    ...planIsolation({ level, network: 'restricted', fileSystem: 'restricted' }),
    ...['--seccomp', '3', '--', binary, '--version'],
  ];
}

function trialFilter(level: SandboxLevel, architecture: Architecture): Uint8Array {
  const purpose = { level, network: 'restricted', fileSystem: 'restricted', unixSockets: 'denied' } as const;
  return compileFilter(filterRules(purpose), architecture);
}

interface Trial {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(binary: string, args: readonly string[], filter?: Uint8Array): Promise<Trial> {
  const child = spawnChild(binary, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], timeoutMs: probeTimeoutMs });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const channel = child.stdio[3];
  channel?.on('error', () => channel.destroy());
  if (channel !== null && channel !== undefined && 'end' in channel) channel.end(filter ?? new Uint8Array());
  const [exitCode, stdout, stderr] = await Promise.all([ended, textOf(child.stdout), textOf(child.stderr)]);
  return { exitCode, stdout, stderr };
}

function textOf(stream: Readable | null): Promise<string> {
  return stream === null ? Promise.resolve('') : text(stream);
}

function versionIn(output: string): string | undefined {
  return /\b(\d+\.\d+(?:\.\d+)?)\b/.exec(output)?.[1];
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]);
}

function supportedArchitecture(name: string): Architecture | undefined {
  return name === 'x64' || name === 'arm64' ? name : undefined;
}

function tooOld(binary: string, version: string): Unavailability {
  return {
    cause: 'old-version',
    message: `\`${binary}\` is version ${version}, but the sandbox needs ${oldestVersion.join('.')} or newer`,
    remedy: 'install a newer bubblewrap',
  };
}

function unsupported(what: 'platform' | 'architecture', name: string): Unavailability {
  return {
    cause: `unsupported-${what}`,
    message: `this sandbox does not exist for the ${what} \`${name}\``,
    remedy:
      what === 'platform'
        ? 'use the sandbox of that platform, or pass an adapter of your own'
        : 'run on x64 or arm64, or pass a sandbox adapter of your own',
  };
}
