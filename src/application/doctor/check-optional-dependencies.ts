import type { Environment } from '../../ports/environment.js';
import type { FileSystem } from '../../ports/file-system.js';
import type { DoctorCheck } from './doctor-report.js';
import { hasProgram } from './has-program.js';

/** What optional dependencies are looked for with. */
export interface DependencySearch {
  readonly environment: Environment;
  readonly fileSystem: FileSystem;
  readonly hasPackage: (name: string) => boolean;
}

interface Dependency {
  readonly name: string;
  readonly kind: 'package' | 'program';
  readonly platforms?: readonly Environment['platform'][];
  /** What is different without it. */
  readonly without: string;
}

const dependencies: readonly Dependency[] = [
  {
    name: '@lydell/node-pty',
    kind: 'package',
    without: 'commands that ask for a terminal get pipes instead',
  },
  { name: 'koffi', kind: 'package', platforms: ['windows'], without: 'commands cannot be confined on Windows' },
  { name: 'git', kind: 'program', without: 'the model cannot look at the history of a repository' },
  { name: 'rg', kind: 'program', without: 'the model searches more slowly' },
];

/** Which optional packages and programs there are. None of them is needed, so nothing here is broken. */
export async function checkOptionalDependencies(search: DependencySearch): Promise<DoctorCheck> {
  const wanted = dependencies.filter(
    ({ platforms }) => platforms === undefined || platforms.includes(search.environment.platform),
  );
  const found = await Promise.all(wanted.map((dependency) => isThere(dependency, search)));
  const missing = wanted.filter((_, index) => found[index] === false);
  const present = wanted.filter((_, index) => found[index] === true).map(({ name }) => `\`${name}\``);
  return {
    subject: 'optional-dependencies',
    status: 'ok',
    summary: present.length === 0 ? 'none found' : `found ${present.join(', ')}`,
    details: missing.map(({ name, kind, without }) => `no ${kind} \`${name}\`: ${without}`),
  };
}

async function isThere({ name, kind }: Dependency, search: DependencySearch): Promise<boolean> {
  return kind === 'package' ? search.hasPackage(name) : hasProgram(name, search);
}
