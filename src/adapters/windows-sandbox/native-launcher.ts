import { ok, type Result } from '../../domain/result.js';
import type { SpawnOptions } from '../../ports/process-sandbox.js';
import { AccessKeeper } from './access-keeper.js';
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
    return launchCommand(plan, options, { native, access, resources });
  }
}
