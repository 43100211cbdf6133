const systemDirectories = [
  '/bin/',
  '/sbin/',
  '/usr/bin/',
  '/usr/sbin/',
  '/usr/local/bin/',
  '/opt/homebrew/bin/',
  '/run/current-system/sw/bin/',
];
const windowsSuffix = /\.(?:exe|cmd|bat|com)$/;

/** The name under which rules know a program: the last component of its path; on Windows in lower case and without `.exe` and the like. */
export function programName(program: string): string {
  if (!isWindowsPath(program)) return program.slice(program.lastIndexOf('/') + 1);
  const cut = Math.max(program.lastIndexOf('\\'), program.lastIndexOf('/'));
  return program
    .slice(cut + 1)
    .toLowerCase()
    .replace(windowsSuffix, '');
}

/** Whether a program is named by a path rather than looked up in `PATH`. */
export function isProgramPath(program: string): boolean {
  return program.includes('/') || program.includes('\\');
}

/** Whether a program named by a path is absolute, in either family of path syntax. */
export function isAbsoluteProgram(program: string): boolean {
  return program.startsWith('/') || isWindowsPath(program);
}

/**
 * Whether a program is looked up in `PATH` or lies directly in a directory that the system keeps its programs in.
 * `/tmp/ls` may be anything: only the place makes the name `ls` mean something.
 */
export function isSystemProgram(program: string): boolean {
  if (!isProgramPath(program)) return true;
  return systemDirectories.includes(program.slice(0, program.lastIndexOf('/') + 1));
}

function isWindowsPath(program: string): boolean {
  return /^(?:[A-Za-z]:[\\/]|\\\\)/.test(program);
}
