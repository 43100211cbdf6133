/** Arguments with everything that a shell string would break on. */
export const oddArguments = [
  '',
  ' ',
  'a b',
  "it's",
  '"quoted"',
  '$HOME',
  '`id`',
  '--',
  '-n',
  'line\nbreak',
  'ünï',
  '*',
  '\\',
] as const;

/** How many bytes {@link contractCommands.flood} prints. */
export const floodBytes = 5_000_000;

/**
 * The commands that the contract of `ProcessSandbox` runs, for a POSIX shell. A double that runs nothing can be scripted with them.
 */
export const contractCommands = {
  /** Prints `out` and a line break to standard output, `err` and a line break to standard error. */
  print: shell('echo out; echo err >&2'),
  /** Prints the same through the device names. */
  printThroughDevices: shell('echo out > /dev/stdout; echo err > /dev/stderr'),
  /** Ends with status 3. */
  fail: shell('exit 3'),
  /** Ends itself with SIGTERM. */
  endBySignal: shell('kill -TERM $$'),
  /** Does not exist. */
  missing: ['codex-sdk-no-such-program'],
  /** Prints each of `oddArguments` between brackets. */
  showArguments: shell('for argument; do printf "[%s]" "$argument"; done', ...oddArguments),
  /** Prints the environment, one variable per line. */
  showEnvironment: ['env'],
  /** Copies standard input to standard output. */
  copyInput: ['cat'],
  /** Prints the bytes 0, 255, 128 and 10. */
  printBytes: shell(String.raw`printf '\000\377\200\012'`),
  /** Prints `floodBytes` null bytes. */
  flood: ['head', '-c', String(floodBytes), '/dev/zero'],
  /** Prints `ready`, then runs for an hour together with a child. */
  hang: shell('echo ready; sleep 3600 & sleep 3600'),
  /** Prints `done` and ends, while a child keeps the output open for some seconds. */
  leaveChild: shell('sleep 5 & echo done'),
  /** Prints `done` and ends, while a child waits for a second and then prints `late`. */
  leavePrinter: shell('(sleep 1; echo late) & echo done'),
  /** Waits until that child has printed. */
  awaitPrinter: ['sleep', '1.2'],
  /** Cannot be executed, although it exists. */
  notExecutable: ['/dev/null'],
  /** Waits for a moment, then prints the names in the working directory. */
  listDirectory: shell('sleep 0.2; ls -A'),
  /** Prints `ready`, then the line that it reads. */
  echoLine: shell('echo ready; read -r line; echo "$line"'),
} as const satisfies Readonly<Record<string, ContractCommand>>;

/** Writes `text` to a file. */
export function writeFileCommand(path: string, text: string): ContractCommand {
  return ['sh', '-c', 'printf %s "$2" > "$1"', 'sh', path, text];
}

/** Prints a file. */
export function readFileCommand(path: string): ContractCommand {
  return ['cat', path];
}

/** Makes a link to `target` at `path`, and writes `text` through it. */
export function writeThroughLinkCommand(path: string, target: string, text: string): ContractCommand {
  return ['sh', '-c', 'ln -sf "$2" "$1"; printf %s "$3" > "$1"', 'sh', path, target, text];
}

/** Prints `ready`, while a child that takes no signal but SIGKILL adds to a file, for some ten seconds unless it is killed. */
export function keepWritingCommand(path: string): ContractCommand {
  const child = `trap '' HUP INT TERM; i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo >> "$1"; sleep 0.02; done`;
  return ['sh', '-c', `echo > "$1"; (${child}) & echo ready; sleep 60`, 'sh', path];
}

/** Ends with 0 when nobody adds to a file. */
export function isQuietCommand(path: string): ContractCommand {
  return ['sh', '-c', 'a=$(wc -c < "$1"); sleep 0.3; test "$a" = "$(wc -c < "$1")"', 'sh', path];
}

/** Ends with 0 when `path` is the working directory. */
export function isDirectoryCommand(path: string): ContractCommand {
  return ['sh', '-c', 'test "$1" -ef .', 'sh', path];
}

/** Prints `text`, to be run many times at once. */
export function echoCommand(text: string): ContractCommand {
  return ['sh', '-c', 'echo "$1"', 'sh', text];
}

/** Program and arguments. */
export type ContractCommand = readonly [string, ...string[]];

function shell(script: string, ...args: readonly string[]): ContractCommand {
  return ['sh', '-c', script, ...(args.length === 0 ? [] : ['sh', ...args])];
}
