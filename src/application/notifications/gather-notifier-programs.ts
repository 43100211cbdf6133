import type { NotifierPrograms } from '../../domain/notifications/choose-notifiers.js';
import { programCandidates } from '../../domain/notifications/program-candidates.js';
import { isWslInWindowsTerminal } from '../../domain/notifications/terminal-support.js';
import type { AbsolutePath, PathStyle } from '../../domain/paths/absolute-path.js';
import type { Environment } from '../../ports/environment.js';
import type { FileSystem } from '../../ports/file-system.js';

const POWERSHELL = 'System32\\WindowsPowerShell\\v1.0\\powershell.exe';
const POWERSHELL_BELOW_WSL = '/mnt/c/Windows/System32/WindowsPowerShell/v1.0/powershell.exe';
// A host that was started from the desktop of macOS does not have the directories of Homebrew in its `PATH`.
const HOMEBREW = ['/opt/homebrew/bin/terminal-notifier', '/usr/local/bin/terminal-notifier'];

/** Looks for those notification programs that can be of use on this platform. */
export async function gatherNotifierPrograms(
  fileSystem: FileSystem,
  environment: Environment,
): Promise<NotifierPrograms> {
  const first = async (names: readonly string[]) => firstFile(fileSystem, candidates(names, environment));
  switch (environment.platform) {
    case 'macos':
      return found('terminalNotifier', await first(['terminal-notifier', ...HOMEBREW]));
    case 'windows':
      return found('powershell', await first([`${environment.variables.SystemRoot ?? 'C:\\Windows'}\\${POWERSHELL}`]));
    case 'linux':
      return isWslInWindowsTerminal(environment.variables)
        ? found('powershell', await first([POWERSHELL_BELOW_WSL, 'powershell.exe']))
        : found('notifySend', await first(['notify-send']));
    case 'other':
      return {};
  }
}

function found(name: keyof NotifierPrograms, path: AbsolutePath | undefined): NotifierPrograms {
  return path === undefined ? {} : { [name]: path };
}

function candidates(names: readonly string[], { platform, variables }: Environment): readonly AbsolutePath[] {
  const style: PathStyle = platform === 'windows' ? 'windows' : 'posix';
  const search = { searchPath: variables.PATH ?? '', style };
  return names.flatMap((name) => programCandidates(name, search));
}

async function firstFile(fileSystem: FileSystem, paths: readonly AbsolutePath[]): Promise<AbsolutePath | undefined> {
  for (const path of paths) {
    if ((await fileSystem.inspect(path)).type === 'file') return path;
  }
  return undefined;
}
