import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startResponsesServer } from '../responses-server/responses-server.mjs';
import { programScript } from './program-script.js';

const fixtures = fileURLToPath(new URL('../../fixtures/official-program/', import.meta.url));
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const official = '@openai/codex-sdk';
/** One pixel. */
const image = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Which SDK the program gets: this one, or the official one in a folder, with a binary of its own or another one. */
export type ProgramSdk = 'ours' | { readonly folder: string; readonly binary?: string };

/** What a program got, by chapter. */
export type Journal = Readonly<Record<string, unknown>>;

/** Runs the program with an SDK, each time in a fresh place, and gives what it noted down. It has to end by itself. */
export async function runProgram(sdk: ProgramSdk): Promise<Journal> {
  // The official one makes no links to its helpers below the temporary folder, and cannot confine commands without them.
  const base = await realpath(await mkdtemp(join(sdk === 'ours' ? tmpdir() : '/var/tmp', 'codex-sdk-program-')));
  await using server = await startResponsesServer(programScript());
  try {
    const given = await arrange(base, sdk);
    const env = { PATH: process.env.PATH, PROGRAM: JSON.stringify({ ...given, baseUrl: server.url }) };
    const { stdout } = await promisify(execFile)(process.execPath, [join(base, 'program.mjs')], {
      env,
      timeout: 120_000,
    });
    return normalise(stdout, { '<base>': base, '<server>': server.url });
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

/** Puts the program, its import and what it works on in a folder. */
async function arrange(base: string, sdk: ProgramSdk): Promise<Readonly<Record<string, unknown>>> {
  const place = { directory: join(base, 'repository'), home: join(base, 'home'), image: join(base, 'dot.png') };
  for (const folder of ['home/.codex', 'home/more', 'node_modules/@openai']) {
    await mkdir(join(base, folder), { recursive: true });
  }
  execFileSync('git', ['init', '--quiet', place.directory]);
  await writeFile(join(place.directory, 'old.txt'), 'one\ntwo\n');
  await writeFile(place.image, Buffer.from(image, 'base64'));
  const name = sdk === 'ours' ? 'codex-sdk' : official;
  await symlink(sdk === 'ours' ? repository : sdk.folder, join(base, 'node_modules', name));
  const program = await readFile(join(fixtures, 'program.mjs'), 'utf8');
  await writeFile(join(base, 'program.mjs'), program.replace(`'${official}'`, `'${name}'`));
  const mcpServer = [process.execPath, join(fixtures, 'words-server.mjs')];
  const binary = sdk === 'ours' ? '/nowhere/codex' : sdk.binary;
  return { ...place, mcpServer, ...(binary === undefined ? {} : { codexPathOverride: binary }) };
}

/** Leaves out what differs from run to run: places, identifiers, and the words of what went wrong. */
function normalise(stdout: string, places: Readonly<Record<string, string>>): Journal {
  let text = stdout;
  for (const [name, place] of Object.entries(places)) text = text.replaceAll(place, name);
  const ids: string[] = [];
  text = text.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
    if (!ids.includes(id)) ids.push(id);
    return `<id ${ids.indexOf(id)}>`;
  });
  return JSON.parse(text, withoutWords) as Journal;
}

function withoutWords(this: unknown, key: string, value: unknown): unknown {
  return key === 'message' && typeof value === 'string' ? '<words>' : value;
}
