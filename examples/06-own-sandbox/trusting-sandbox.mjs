// A sandbox from nothing, for machines that somebody else confines, such as a container that is thrown away: it runs what asks for no
// confinement of ours, and refuses everything else. `contract.test.mjs` shows that it keeps the contract of the port.
import { CodexError } from 'codex-sdk';
import { startCommand } from './start-command.mjs';

const NAME = 'trusting';

/** @implements {import('codex-sdk').ProcessSandbox} */
export class TrustingSandbox {
  #running = new Set();
  #closed = false;

  /** @returns {Promise<import('codex-sdk').SandboxCapabilities>} */
  async probe() {
    const notes = ['Whoever made this machine confines it.'];
    return { status: 'available', sandbox: NAME, fileSystem: 'not-enforced', network: 'not-enforced', notes };
  }

  /** @returns {ReturnType<import('codex-sdk').ProcessSandbox['plan']>} */
  plan({ argv, cwd, environment, profile }) {
    if (profile.kind === 'managed') {
      const remedy = 'choose `danger-full-access`, or a profile that is `external`';
      return refused('unsupported-policy', 'nothing is confined here', remedy);
    }
    if (argv.some((argument) => argument.includes('\0'))) {
      return refused('invalid-request', 'an argument holds a null character', 'leave it out');
    }
    return { ok: true, value: { sandbox: NAME, argv, cwd, environment } };
  }

  spawn(plan, options) {
    if (this.#closed) throw new CodexError('closed', 'the sandbox is closed; create another one');
    if (plan.sandbox !== NAME) throw new CodexError('sandbox-refused', `\`${plan.sandbox}\` made this plan, not this`);
    const command = startCommand(plan, options);
    this.#running.add(command);
    void command.outcome.then(() => this.#running.delete(command));
    return command;
  }

  async close() {
    this.#closed = true;
    const left = [...this.#running];
    for (const command of left) command.kill();
    await Promise.all(left.map(({ outcome }) => outcome));
  }
}

function refused(code, message, remedy) {
  return { ok: false, error: { code, message, remedy } };
}
