import { type Launch, launchDescriptors } from './bubblewrap-plan.js';
import { type CoverPaths, renderSteps } from './mount-step.js';

/** What is said on the command line of bubblewrap, and what through its settings descriptor. */
export interface RenderedLaunch {
  readonly arguments: readonly string[];
  readonly settings: readonly string[];
}

/**
 * INVARIANT: the filter is asked for where it always shows, and comes after the last of the settings. Bubblewrap fails without it, so nothing
 * runs with half of its settings should we end in between.
 */
const descriptorOptions = [
  ...['--args', String(launchDescriptors.settings)],
  ...['--seccomp', String(launchDescriptors.filter)],
] as const;

// Linux gives arguments and environment 2 MiB as a rule; most of that is the command's.
const maxVisibleBytes = 96 * 1_024;

/** Renders everything but the command and what travels with it. */
export function renderOptions(
  { steps, isolation, directory }: Omit<Launch, 'command'>,
  covers: CoverPaths,
): readonly string[] {
  return [
    ...renderSteps(steps, covers),
    ...isolation,
    '--chdir',
    directory,
    '--json-status-fd',
    String(launchDescriptors.status),
  ];
}

/** Renders what stands behind the options: where more settings come from, and the command. */
export function argumentsAfter(command: readonly string[]): readonly string[] {
  return [...descriptorOptions, '--', ...command];
}

/**
 * Divides a launch: the environment travels through a descriptor, because arguments can be read by every user of the machine; options
 * follow it only when there are so many that the command itself would not find room.
 */
export function divideLaunch(
  options: readonly string[],
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): RenderedLaunch {
  const variables = Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]);
  const settings = ['--clearenv', ...variables];
  if (bytesOf(options) <= maxVisibleBytes) return { arguments: [...options, ...argumentsAfter(command)], settings };
  return { arguments: argumentsAfter(command), settings: [...settings, ...options] };
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
}
