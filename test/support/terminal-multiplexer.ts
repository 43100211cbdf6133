import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A terminal multiplexer that tests start, if it is installed. */
export type RealMultiplexer = 'tmux' | 'screen';

/** Whether `multiplexer` and a terminal to run it in can be had by this account; prints why not. */
export function isUsable(multiplexer: RealMultiplexer): boolean {
  const obstacle = obstacleTo(multiplexer);
  if (obstacle !== undefined) process.stderr.write(`skipped: ${obstacle}\n`);
  return obstacle === undefined;
}

function obstacleTo(multiplexer: RealMultiplexer): string | undefined {
  if (process.platform !== 'linux') return 'multiplexers are tried on Linux only';
  const missing = [multiplexer, 'script'].find((program) => spawnSync(program, ['-V']).error !== undefined);
  if (missing !== undefined) return `\`${missing}\` is not installed`;
  const account = multiplexer === 'screen' ? accountName() : undefined;
  // To screen, `nobody` is the pattern for users that it does not know, and may configure nothing.
  return account === 'nobody' || account === 'unknown' ? `screen does not serve the account \`${account}\`` : undefined;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // There is no account for the number of this user.
    return 'unknown';
  }
}

/**
 * What a terminal receives from a multiplexer in whose one window `sequences` are written, one after the other.
 *
 * @param settings the whole configuration of the multiplexer
 */
export async function passedOn(
  multiplexer: RealMultiplexer,
  sequences: readonly string[],
  settings: string,
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'multiplexer-'));
  const file = (name: string) => join(directory, name);
  try {
    await writeFile(file('sequences.json'), JSON.stringify(sequences));
    await writeFile(file('writer.mjs'), writer);
    // Screen refuses a directory of sockets that others may enter.
    await mkdir(file('sockets'), { mode: 0o700 });
    await writeFile(file('configuration'), `${settings}\n`);
    const variables = { PATH: process.env.PATH, TERM: 'xterm-256color', LANG: 'C.UTF-8', SHELL: '/bin/sh' };
    await promisify(execFile)('script', ['-qec', starts[multiplexer](process.execPath), file('received')], {
      cwd: directory,
      // What the machine has configured for every screen is none of the test's.
      env: { ...variables, SCREENDIR: file('sockets'), SYSSCREENRC: '/dev/null' },
      timeout: 30_000,
    });
    return await readFile(file('received'), 'utf8');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

// Before a terminal is attached, tmux has nobody to pass anything on to.
const attached = 'until tmux -S sockets/tmux list-clients | grep -q attached; do sleep 0.02; done';

const starts: Readonly<Record<RealMultiplexer, (node: string) => string>> = {
  tmux: (node) => `tmux -u -S sockets/tmux -f configuration new-session '${attached}; "${node}" writer.mjs'`,
  screen: (node) => `screen -U -c configuration -m "${node}" writer.mjs`,
};

// The multiplexer answers where the cursor is after it has dealt with everything before the question.
const writer = `
import { readFileSync } from 'node:fs';
const sequences = JSON.parse(readFileSync('sequences.json', 'utf8'));
process.stdin.setRawMode(true);
for (const [index, sequence] of sequences.entries()) {
  process.stdout.write('<' + index + '>' + sequence + '\\u001b[6n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
}
process.exit();
`;
