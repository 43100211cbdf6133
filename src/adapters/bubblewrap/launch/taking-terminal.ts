/**
 * The first argument that is a program makes the terminal its own: it leads a session, and what is typed reaches whatever it runs in the
 * foreground. Errors come through a pipe up to here, so that those of bubblewrap are not taken for the command's. Without `setsid` the
 * command has the terminal, but nobody is interrupted by Ctrl-C.
 */
const script = [
  'for setsid in /usr/bin/setsid /bin/setsid /run/current-system/sw/bin/setsid; do',
  '  if [ -x "$setsid" ]; then exec "$setsid" -c -- "$@" 2>&0; fi',
  'done',
  'exec "$@" 2>&0',
].join('\n');

/** What is started in the sandbox, in a session that has no terminal, so that a command takes charge of the one it was given. */
export function takingTerminal(command: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', script, 'sh', ...command];
}

/** The same for standard streams of this process: whose terminal they are stays as it is, and only errors have to be led there. */
export function usingStreams(command: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', 'exec "$@" 2>&1', 'sh', ...command];
}
