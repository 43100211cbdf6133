import type { Notification } from '../../domain/notifications/notification.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { Notifier } from '../../ports/notifier.js';
import type { ProgramLauncher } from '../../ports/program-launcher.js';
import { renderScript } from './render-script.js';

/** How a {@link WindowsToastNotifier} calls PowerShell. */
export interface WindowsToastNotifierOptions {
  /** Where `powershell.exe` (Windows PowerShell 5.1, a part of Windows) is; below WSL its path as Linux sees it. */
  readonly program: AbsolutePath;
  /** The whole environment of the program. */
  readonly variables: Readonly<Record<string, string>>;
  /** Closed together with the notifier. */
  readonly launcher: ProgramLauncher;
}

/**
 * Shows toasts on Windows, from a native process or from WSL, through the PowerShell that every Windows has; no module is needed.
 * The script is a constant of ours with one gap, and what fills the gap is base64.
 */
export class WindowsToastNotifier implements Notifier {
  readonly #options: WindowsToastNotifierOptions;

  constructor(options: WindowsToastNotifierOptions) {
    this.#options = options;
  }

  notify(notification: Notification): void {
    const { program, variables, launcher } = this.#options;
    const encoded = Buffer.from(renderScript(notification), 'utf16le').toString('base64');
    launcher.launch({
      program,
      // No window style: below WSL it would be that of the terminal which the person works in, and a native process has no window.
      arguments: ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand', encoded],
      variables,
    });
  }

  close(): Promise<void> {
    return this.#options.launcher.close();
  }
}
