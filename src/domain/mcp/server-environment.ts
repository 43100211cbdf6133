import type { McpTransport } from '../config/mcp-servers.js';

/** The variables that programs cannot do without. Nothing else of the host reaches a server unless the configuration names it. */
const minimalNames: Readonly<Record<'posix' | 'windows', readonly string[]>> = {
  posix: ['HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'TMPDIR', 'TZ', 'USER'],
  windows: [
    'APPDATA',
    'COMSPEC',
    'HOMEDRIVE',
    'HOMEPATH',
    'LOCALAPPDATA',
    'PATH',
    'PATHEXT',
    'PROCESSOR_ARCHITECTURE',
    'PROGRAMDATA',
    'PROGRAMFILES',
    'PROGRAMFILES(X86)',
    'PROGRAMW6432',
    'SYSTEMDRIVE',
    'SYSTEMROOT',
    'TEMP',
    'TMP',
    'USERNAME',
    'USERPROFILE',
    'WINDIR',
  ],
};

/**
 * The whole environment of a server's program: the minimal variables of the host, those that `env_vars` names, and those that `env`
 * sets. On Windows letter case of names does not count.
 */
export function serverEnvironment(
  host: Readonly<Record<string, string>>,
  transport: Pick<Extract<McpTransport, { kind: 'stdio' }>, 'env' | 'inheritedVariables'>,
  style: 'posix' | 'windows',
): Readonly<Record<string, string>> {
  const spelled = (name: string): string => (style === 'windows' ? name.toUpperCase() : name);
  const wanted = new Set([...minimalNames[style], ...transport.inheritedVariables].map(spelled));
  const inherited = Object.entries(host).filter(
    ([name, value]) => wanted.has(spelled(name)) && !isShellFunction(value),
  );
  const set = new Set(Object.keys(transport.env).map(spelled));
  return Object.fromEntries([
    ...inherited.filter(([name]) => !set.has(spelled(name))),
    ...Object.entries(transport.env),
  ]);
}

/** Old shells export functions as variables; passing them on would pass on code. */
function isShellFunction(value: string): boolean {
  return value.startsWith('()');
}
