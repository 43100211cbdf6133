/**
 * Looking for what deny patterns match in a tree of 100,000 files, or of as many as `SEARCH_FILES` says: our search, a bare listing of the
 * tree by Node.js, and ripgrep where it is installed, with as many threads as it likes, with one, and with all files as its output. A pattern
 * also hides directories and what links lead to, which ripgrep does not list, so a search with its help would be the sum of a listing of our
 * own and of ripgrep.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDenied } from '../src/adapters/bubblewrap/search/find-denied.js';
import type { AbsolutePath } from '../src/domain/paths/absolute-path.js';
import { alternate, time } from './support/compare.mjs';

const folders = 10;
const files = 10;
const packages = Number(process.env.SEARCH_FILES ?? 100_000) / folders / files;
const limits = { maxEntries: Number.POSITIVE_INFINITY, maxMs: Number.POSITIVE_INFINITY };
const rounds = 7;

function plant(root: string): void {
  for (let name = 0; name < packages; name += 1) {
    for (let folder = 0; folder < folders; folder += 1) {
      const path = join(root, 'node_modules', `package-${name}`, `folder-${folder}`);
      mkdirSync(path, { recursive: true });
      for (let file = 0; file < files; file += 1) writeFileSync(join(path, `file-${file}.js`), '');
    }
    if (name % 50 === 0) writeFileSync(join(root, 'node_modules', `package-${name}`, '.env'), '');
  }
}

async function walk(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await walk(`${directory}/${entry.name}`);
  }
}

function ripgrep(program: string, root: string, more: readonly string[]): Promise<void> {
  const options = ['--no-config', '--no-ignore', '--hidden', '--files', '--null', ...more, '--', root];
  const child = spawn(program, options, { env: {}, stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.resume();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
}

const root = realpathSync(mkdtempSync(join(tmpdir(), 'codex-sdk-bench-'))) as AbsolutePath;
try {
  plant(root);
  const facts = new Map([[root, { type: 'directory', realPath: root, symlinks: [] } as const]]);
  const search = (pattern: string) => async () =>
    (await time(() => findDenied({ denied: [`${root}/${pattern}` as AbsolutePath], facts }, limits))).wallMs;
  const program = ['/usr/bin/rg', '/usr/local/bin/rg'].find((place) => existsSync(place));
  const subjects: Record<string, () => Promise<number>> = {
    'search for **/.env': search('**/.env'),
    'search for *.key': search('*.key'),
    'bare listing': async () => (await time(() => walk(root))).wallMs,
  };
  const variants = {
    'ripgrep --glob': ['--glob', '.env'],
    'ripgrep -j1 --glob': ['-j1', '--glob', '.env'],
    ripgrep: [],
  };
  for (const [name, more] of Object.entries(program === undefined ? {} : variants)) {
    subjects[name] = async () => (await time(() => ripgrep(program ?? '', root, more))).wallMs;
  }
  const measured = await alternate(subjects, rounds);
  const listing = measured['bare listing'] ?? Number.NaN;
  for (const [name, ms] of Object.entries(measured)) {
    console.log(`${name.padEnd(24)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / listing).toFixed(2)}x the bare listing`);
  }
  if (program === undefined) console.log('ripgrep is not installed, so it was not measured');
} finally {
  rmSync(root, { recursive: true, force: true });
}
