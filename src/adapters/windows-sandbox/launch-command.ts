import { statSync } from 'node:fs';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { SpawnOptions } from '../../ports/process-sandbox.js';
import type { AccessKeeper } from './access-keeper.js';
import { findProgram, interpreterOf } from './find-program.js';
import type { FoundRepository } from './find-repositories.js';
import type { NativeFunctions } from './native-functions.js';
import { openPrivateDesktop } from './private-desktop.js';
import { protectRepositories } from './protect-repositories.js';
import { quoteBatch } from './quote-batch.js';
import { partsOf } from './repository-parts.js';
import { Resources } from './resources.js';
import { restrictToken } from './restrict-token.js';
import { openStandardHandles } from './standard-handles.js';
import { startProcess, type Unstarted } from './start-process.js';
import { exitCodeOf } from './wait-for-exit.js';
import type { Launched } from './windows-launcher.js';
import type { WindowsPlan } from './windows-plan.js';

/** What a launch is made with. */
export interface LaunchTools {
  readonly native: NativeFunctions;
  readonly access: AccessKeeper;
  /** Repositories below a directory, as they were before its first command. */
  readonly repositoriesIn: (root: AbsolutePath) => Promise<readonly FoundRepository[]>;
  /** What has to be closed after the command. */
  readonly resources: Resources;
}

/** Starts the command of a plan. */
export async function launchCommand(
  plan: WindowsPlan,
  options: Pick<SpawnOptions, 'stdin'>,
  { native, access, repositoriesIn, resources }: LaunchTools,
): Promise<Launched | Unstarted> {
  const located = locate(plan);
  if (!located.ok) return { kind: 'not-started', message: located.error };
  const repositories = (await Promise.all(plan.repositories.map(repositoriesIn))).flat();
  const parts = await Promise.all(repositories.map(partsOf));
  await access.ensure([...plan.access, ...protectRepositories(parts.flat(), plan.access)]);
  const { token, logon, user } = restrictToken(plan.token, native, resources);
  const desktop = openPrivateDesktop(
    [user, ...(logon === undefined ? [] : [logon]), ...plan.token.capabilities],
    native,
    resources,
  );
  // What only the command needs is closed once it has started: otherwise its output would never end.
  const inherited = new Resources();
  try {
    const { handles, ...sockets } = await openStandardHandles(options, native, { resources, inherited });
    const { cwd, environment } = plan;
    const started = startProcess({ token, desktop, ...located.value, cwd, environment, handles }, native, resources);
    if ('kind' in started) return started;
    const { process, job } = started;
    return {
      ...sockets,
      exitCode: (streams) => exitCodeOf(process, native, streams),
      end: () => void native.TerminateJobObject(job, 1),
    };
  } finally {
    inherited.close();
  }
}

/** The file to start and its command line; a batch file is given to the interpreter in words that it cannot misread. */
function locate({
  argv,
  cwd,
  environment,
  commandLine,
}: WindowsPlan): Result<{ readonly application: string; readonly commandLine: string }, string> {
  const [name, ...args] = argv;
  const found = findProgram(name, { cwd, environment, isFile });
  if (found === undefined) return err(`the program \`${name}\` could not be started: no such file or directory`);
  if (found.kind === 'program') return ok({ application: found.path, commandLine });
  const interpreter = interpreterOf(environment);
  const line = quoteBatch({ interpreter, file: found.path, args });
  return line.ok
    ? ok({ application: interpreter, commandLine: line.value })
    : err(`the program \`${name}\` could not be started: ${line.error}`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
