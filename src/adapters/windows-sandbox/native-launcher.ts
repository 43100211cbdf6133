import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { ok, type Result } from '../../domain/result.js';
import type { SpawnOptions } from '../../ports/process-sandbox.js';
import { AccessKeeper } from './access-keeper.js';
import { type FoundRepository, findRepositories } from './find-repositories.js';
import { launchCommand } from './launch-command.js';
import { loadNative, type Machine, type Unavailability } from './load-native.js';
import type { NativeFunctions } from './native-functions.js';
import type { Resources } from './resources.js';
import type { Unstarted } from './start-process.js';
import type { Launched, WindowsLauncher } from './windows-launcher.js';
import type { WindowsPlan } from './windows-plan.js';

/** Starts commands through the functions of Windows. */
export class NativeLauncher implements WindowsLauncher {
  readonly #machine: Machine;
  /** Repositories that were there before the first command belong to the user, and those that commands make are theirs. */
  readonly #repositories = new Map<AbsolutePath, Promise<readonly FoundRepository[]>>();
  #native: NativeFunctions | undefined;
  #access: AccessKeeper | undefined;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  async prepare(): Promise<Result<void, Unavailability>> {
    const native = await loadNative(this.#machine);
    if (!native.ok) return native;
    this.#native = native.value;
    this.#access = new AccessKeeper(native.value);
    return ok(undefined);
  }

  async launch(
    plan: WindowsPlan,
    options: Pick<SpawnOptions, 'stdin'>,
    resources: Resources,
  ): Promise<Launched | Unstarted> {
    const native = this.#native;
    const access = this.#access;
    if (native === undefined || access === undefined) throw new Error('the launcher was not prepared');
    return launchCommand(plan, options, {
      native,
      access,
      resources,
      repositoriesIn: (root) => this.#repositoriesIn(root),
    });
  }

  #repositoriesIn(root: AbsolutePath): Promise<readonly FoundRepository[]> {
    const found = this.#repositories.get(root) ?? findRepositories(root);
    this.#repositories.set(root, found);
    return found;
  }
}
