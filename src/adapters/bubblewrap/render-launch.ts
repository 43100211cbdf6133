import { type BubblewrapPlan, type Launch, launchDescriptors } from './bubblewrap-plan.js';
import { type CoverPaths, renderSteps } from './mount-step.js';

/** What is said on the command line of bubblewrap, and what through its settings descriptor. */
export interface RenderedLaunch {
  readonly arguments: readonly string[];
  readonly settings: readonly string[];
}

// A single list of arguments may take 128 KiB on Linux before other limits come near.
const maxVisibleBytes = 96 * 1_024;

/** Renders everything behind the program's name. */
export function renderLaunch(launch: Launch, covers: CoverPaths, filter: BubblewrapPlan['filter']): readonly string[] {
  return [...renderOptions(launch, covers, filter), ...settingsOption, '--', ...launch.command];
}

/**
 * Divides a launch: the environment travels through a descriptor, because arguments can be read by every user of the machine; options
 * follow it only when there are so many that the command itself would not find room.
 */
export function divideLaunch(plan: BubblewrapPlan, launch: Launch, covers: CoverPaths): RenderedLaunch {
  const environment = [
    '--clearenv',
    ...Object.entries(plan.environment).flatMap(([name, value]) => ['--setenv', name, value]),
  ];
  const options = launch === plan.launch ? undefined : renderOptions(launch, covers, plan.filter);
  const visible = options === undefined ? plan.argv.slice(1) : [...options, ...settingsOption, '--', ...launch.command];
  if (bytesOf(visible) - bytesOf(launch.command) <= maxVisibleBytes)
    return { arguments: visible, settings: environment };
  return {
    arguments: [...settingsOption, '--', ...launch.command],
    settings: [...environment, ...(options ?? renderOptions(launch, covers, plan.filter))],
  };
}

const settingsOption = ['--args', String(launchDescriptors.settings)] as const;

function renderOptions(launch: Launch, covers: CoverPaths, filter: BubblewrapPlan['filter']): readonly string[] {
  return [
    ...renderSteps(launch.steps, covers),
    ...launch.isolation,
    '--chdir',
    launch.directory,
    '--json-status-fd',
    String(launchDescriptors.status),
    ...(filter === undefined ? [] : ['--seccomp', String(launchDescriptors.filter)]),
  ];
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
}
