import { describe, expect, it } from 'vitest';
import { callInTerminal, type TerminalSurroundings } from '../../support/terminal-cli.js';
import { Workspace } from '../../support/workspace.js';

const modes = 'as before' as const;

/** Runs a command in a terminal that nobody types in. */
async function shownBy(command: readonly string[], surroundings: TerminalSurroundings, flags: readonly string[] = []) {
  await using workspace = await Workspace.create([]);
  const call = await callInTerminal(workspace, ['sandbox', ...flags, '--', ...command], surroundings);
  return await call.result;
}

const full = ['-s', 'danger-full-access'];
const untilInterrupted = [
  'python3',
  '-c',
  `import sys, time
try:
  print("ready", flush=True)
  time.sleep(60)
except KeyboardInterrupt: sys.exit("stopped by the key")`,
];

describe.runIf(process.platform === 'linux').each([
  ['a terminal that was made for it', { terminals: 'made' }],
  ['the terminal of its user', { terminals: 'missing' }],
] as const)('a command that has %s', (_, surroundings) => {
  it.each([
    ['has the size', 'stty size', { shown: '30 100\r\n', status: '0', modes }],
    ['has input, output and errors there', 'test -t 0 && test -t 1 && test -t 2', { shown: '', status: '0', modes }],
    ['ends with its exit status', 'echo out; echo err >&2; exit 7', { shown: 'out\r\nerr\r\n', status: '7', modes }],
    ['ends by a signal', 'kill -9 $$', { shown: '', status: '137', modes }],
    ['may leave the terminal changed', 'stty raw -echo; exit 3', { shown: '', status: '3', modes }],
  ] as const)('%s', async (_title, script, expected) => {
    expect(await shownBy(['sh', '-c', script], surroundings)).toEqual(expected);
  });

  it('has it without a sandbox too', async () => {
    const shown = await shownBy(['sh', '-c', 'test -t 0 && stty size; exit 4'], surroundings, full);
    expect(shown).toEqual({ shown: '30 100\r\n', status: '4', modes });
  });

  it('that does not exist ends with 127', async () => {
    const { status } = await shownBy(['no-such-program'], surroundings);
    expect(status).toBe('127');
  });

  it('reads what is typed, line by line', async () => {
    await using workspace = await Workspace.create([]);
    const script = 'echo ready; while read -r line; do echo "[$line]"; done; echo over';
    const call = await callInTerminal(workspace, ['sandbox', '--', 'sh', '-c', script], surroundings);
    await call.see('ready');
    call.type('one\r');
    await call.see('[one]');
    call.type('\u0004');
    expect(await call.result).toEqual({ shown: 'ready\r\none\r\n[one]\r\nover\r\n', status: '0', modes });
  });

  it.each([
    ['', []],
    [' without a sandbox', full],
  ])('is interrupted by the key for that%s, and nothing else is', async (_title, flags) => {
    await using workspace = await Workspace.create([]);
    const call = await callInTerminal(workspace, ['sandbox', ...flags, '--', ...untilInterrupted], surroundings);
    await call.see('ready');
    call.type('\u0003');
    await call.see('stopped by the key');
    expect(await call.result).toMatchObject({ status: '1', modes });
  });

  it('is told that the size changed', async () => {
    await using workspace = await Workspace.create([]);
    const script = 'trap "stty size; exit 0" WINCH; echo ready; while :; do sleep 0.05; done';
    const call = await callInTerminal(workspace, ['sandbox', '--', 'sh', '-c', script], surroundings);
    await call.see('ready');
    call.resize(120, 40);
    expect(await call.result).toEqual({ shown: 'ready\r\n40 120\r\n', status: '0', modes });
  });

  it('can be an interactive shell', async () => {
    await using workspace = await Workspace.create([]);
    const call = await callInTerminal(workspace, ['sandbox', '--', 'bash', '--norc', '--noprofile'], surroundings);
    await call.see('bash-');
    // What prints is in the foreground; before that, the key would reach the shell.
    call.type("sh -c 'echo at work $((20+21)); exec sleep 60'\r");
    await call.see('at work 41');
    // The shell itself survives the key that ends what runs in its foreground.
    call.type('\u0003');
    await call.see('bash-');
    call.type('echo still $((20+22)); exit 5\r');
    await call.see('still 42');
    expect(await call.result).toMatchObject({ status: '5', modes });
  });

  it('cannot type in it', async () => {
    const inject = `import fcntl, sys
for request, data in ((0x5412, b"x"), (0x541C, b"\\x03")):
    for stream in (0, 1, 2):
        try: fcntl.ioctl(stream, request, data); print("typed", hex(request))
        except OSError as error: pass
print("tried")`;
    expect(await shownBy(['python3', '-c', inject], surroundings)).toEqual({ shown: 'tried\r\n', status: '0', modes });
  });

  it('ends with the command line, which leaves the terminal as it was', async () => {
    await using workspace = await Workspace.create([]);
    const script = 'stty raw -echo; trap "" TERM; echo ready; while :; do sleep 0.05; done';
    const call = await callInTerminal(workspace, ['sandbox', '--', 'sh', '-c', script], surroundings);
    await call.see('ready');
    await call.signal('SIGTERM');
    expect(await call.result).toMatchObject({ status: '143', modes });
  });
});

describe.runIf(process.platform === 'linux')('the command line in a terminal', () => {
  it('leaves it as it was when it crashes', async () => {
    await using workspace = await Workspace.create([]);
    const script = 'echo ready; sleep 60';
    const call = await callInTerminal(workspace, ['sandbox', '--', 'sh', '-c', script], { terminals: 'made' });
    await call.see('ready');
    await call.signal('SIGUSR2');
    expect(await call.result).toMatchObject({ status: '1', modes });
  });

  it('lets programs that open the terminal by its name, and jobs, work in one that was made', async () => {
    const script = 'echo direct > /dev/tty; set -m; sleep 60 & kill %1; echo done';
    const { shown } = await shownBy(['bash', '--norc', '-ic', script], { terminals: 'made' });
    expect([shown.includes('direct'), shown.includes('done'), shown.includes('no job control')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('keeps a command from being in charge of the terminal of its user', async () => {
    const script = '(: > /dev/tty) 2>/dev/null || echo no; setsid -c true 2>/dev/null; echo $?';
    const { shown } = await shownBy(['sh', '-c', script], { terminals: 'missing' });
    expect(shown).toBe('no\r\n1\r\n');
  });

  it.each([
    ['output', '| cat', 'test -t 1 || echo piped', 'piped\r\n'],
    ['errors', '2>/dev/null', 'test -t 1 || echo piped; echo lost >&2', 'piped\r\n'],
    ['input', '</dev/null', 'test -t 0 || cat; test -t 1 || echo piped', 'piped\r\n'],
  ])('leaves pipes where %s goes elsewhere', async (_, behind, script, expected) => {
    const { shown } = await shownBy(['sh', '-c', script], { terminals: 'made', behind });
    expect(shown).toBe(expected);
  });
});
