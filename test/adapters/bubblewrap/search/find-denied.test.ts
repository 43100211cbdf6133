import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Findings,
  findDenied,
  type SearchLimits,
} from '../../../../src/adapters/bubblewrap/search/find-denied.js';
import { type AbsolutePath, isWithin } from '../../../../src/domain/paths/absolute-path.js';
import { compileGlob, type Glob } from '../../../../src/domain/paths/glob.js';
import type { PathFact } from '../../../../src/domain/permissions/path-facts.js';

/** A tree: a directory by names, a file, a FIFO, or a link to somewhere. */
type Content = { readonly [name: string]: Content } | 'file' | 'fifo' | `-> ${string}`;

interface Case {
  readonly tree: { readonly [name: string]: Content };
  readonly patterns: readonly string[];
  readonly depth: number | undefined;
}

const names = ['a', 'b', '.env', 'x.env', 'k.d', 'sp ace', '[d]', 'é\n'] as const;
const patterns = [
  ...['**/*.env', '**/.env', 'a/*', '*/b', 'a/**', '**/[ab]', '**/?', '*/*/.env', 'k.d', '**/k.d/**', '**/sp*'],
  ...['a/b/*.env', '*.d/**/a', '**/a/**/b', '**/[[]d]', '**', '*', '**/a/*/**'],
];

function cases(): fc.Arbitrary<Case> {
  const name = fc.constantFrom(...names);
  const link = fc
    .tuple(fc.constantFrom('', '../', '/'), fc.array(name, { minLength: 1, maxLength: 3 }))
    .map(([up, parts]) => `-> ${up}${parts.join('/')}` as const);
  const { folder } = fc.letrec<{ folder: { readonly [name: string]: Content }; content: Content }>((tie) => ({
    folder: fc.dictionary(name, tie('content'), { maxKeys: 4, noNullPrototype: true }),
    content: fc.oneof({ maxDepth: 3 }, fc.constantFrom('file', 'file', 'fifo'), link, tie('folder')),
  }));
  return fc.record({
    tree: folder,
    patterns: fc.uniqueArray(fc.constantFrom(...patterns), { minLength: 1, maxLength: 3 }),
    depth: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 3 }),
  });
}

/** One pattern's fixed part lies inside of what another one hides. */
const innerBase: Case = { tree: { a: { b: 'file' } }, patterns: ['**/[ab]', 'a/b/*.env'], depth: undefined };

const ripgrep = ['/usr/bin/rg', '/usr/local/bin/rg'].find((place) => existsSync(place));
const withRipgrep = ripgrep === undefined ? ' (skipped: ripgrep is not installed)' : '';

describe.runIf(process.platform === 'linux')('the search for what deny patterns match', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codex-sdk-search-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  const newRoot = (): AbsolutePath => {
    count += 1;
    return join(folder, `tree ${count}`) as AbsolutePath;
  };

  it('finds what one gets by listing everything and matching every path from its beginning', async () => {
    await fc.assert(
      fc.asyncProperty(cases(), async ({ tree, patterns: texts, depth }) => {
        const root = newRoot();
        plant(root, tree);
        const globs = texts.map((text) => globFor(root, text));
        const expected = expectedIn(globs, depth);
        const searching = search(root, texts, depth);
        if (expected === 'refused') await expect(searching).rejects.toThrow('holds the link');
        const found = expected === 'refused' ? new Map() : await searching;
        if (expected !== 'refused') expect([...found.keys()].sort()).toEqual(expected);
        for (const [path, fact] of found) expect(fact.type, path).toBe(typeOf(fact.realPath));
        rmSync(root, { recursive: true });
      }),
      { numRuns: 150, examples: [[innerBase]] },
    );
  });

  it.runIf(ripgrep !== undefined).each([withRipgrep])(
    'hides the files that ripgrep lists and the patterns cover, and no others%s',
    async () => {
      await fc.assert(
        fc.asyncProperty(cases(), async ({ tree, patterns: texts, depth }) => {
          const root = newRoot();
          plant(root, tree);
          const globs = texts.map((text) => globFor(root, text));
          const expected = expectedIn(globs, depth);
          fc.pre(expected !== 'refused');
          const found = await search(root, texts, depth);
          const led = expected.filter((path) => !globs.some((glob) => glob.covers(path)));
          for (const file of listedByRipgrep(root, depth)) {
            const hidden = [...found.keys()].some((path) => isWithin(file, path));
            const wanted = globs.some((glob) => glob.covers(file)) || led.some((path) => isWithin(file, path));
            expect({ file, hidden }).toEqual({ file, hidden: wanted });
          }
          rmSync(root, { recursive: true });
        }),
        { numRuns: 60 },
      );
    },
  );

  it.runIf(ripgrep !== undefined).each([withRipgrep])(
    'finds what ripgrep does not list: directories, also empty ones, and links%s',
    async () => {
      const root = newRoot();
      plant(root, { 'k.d': {}, a: { 'k.d': { file: 'file' } }, b: { 'k.d': '-> ../../elsewhere' }, elsewhere: {} });
      writeFileSync(join(folder, 'elsewhere'), '');
      const found = await search(root, ['**/k.d']);
      expect([...found.keys()].sort()).toEqual(
        [join(folder, 'elsewhere'), join(root, 'a/k.d'), join(root, 'k.d')].sort(),
      );
      expect(listedByRipgrep(root)).toEqual([join(root, 'a/k.d/file')]);
    },
  );

  it('does not look where nothing can match', async () => {
    const root = newRoot();
    plant(root, {
      a: { 'x.env': 'file' },
      b: Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${at}`, 'file'])),
    });
    const found = await search(root, ['a/*.env'], undefined, { maxEntries: 3, maxMs: 60_000 });
    expect([...found.keys()]).toEqual([join(root, 'a/x.env')]);
  });

  it('ends when nobody waits for it any more', async () => {
    const root = newRoot();
    plant(root, { a: Object.fromEntries(Array.from({ length: 2_500 }, (_value, at) => [`${at}`, 'file'])) });
    const reason = new Error('nobody waits');
    const limits = { maxEntries: 500_000, maxMs: 60_000 };
    const late = new AbortController();
    const searching = search(root, ['**/.env'], undefined, { ...limits, signal: late.signal });
    late.abort(reason);
    await expect(searching).rejects.toBe(reason);
    const never = search(root, ['*.env'], undefined, { ...limits, signal: AbortSignal.abort(reason) });
    await expect(never).rejects.toBe(reason);
  });

  it.each([
    ['files', { maxEntries: 2_000, maxMs: 60_000 }, 'more than 2000 files lie below'],
    ['seconds', { maxEntries: 500_000, maxMs: 0 }, 'more than 0 s of files lie below'],
  ])('fails when it would take too many %s, and says what to do', async (_, limits, message) => {
    const root = newRoot();
    plant(root, { a: Object.fromEntries(Array.from({ length: 2_500 }, (_value, at) => [`${at}`, 'file'])) });
    const searching = search(root, ['**/.env'], undefined, limits);
    await expect(searching).rejects.toThrow(message);
    await expect(searching).rejects.toThrow(/start the pattern with a longer directory, or set `glob_scan_max_depth`$/);
  });
});

async function search(
  root: AbsolutePath,
  texts: readonly string[],
  maxDepth?: number,
  limits?: SearchLimits,
): Promise<Findings> {
  const fact: PathFact = { type: 'directory', realPath: root, symlinks: [] };
  const bases = texts.map((text) => globFor(root, text).base);
  const facts = new Map<AbsolutePath, PathFact>([[root, fact]]);
  for (const base of bases) {
    if (base !== root && existsSync(base)) facts.set(base, factOf(base));
  }
  const denied = texts.map((text) => `${root}/${text}` as AbsolutePath);
  return findDenied({ denied, facts, ...(maxDepth === undefined ? {} : { maxDepth }) }, limits);
}

function factOf(path: AbsolutePath): PathFact {
  return { type: typeOf(path), realPath: realpathSync(path) as AbsolutePath, symlinks: [] };
}

function globFor(root: AbsolutePath, text: string): Glob {
  const compiled = compileGlob(`${root}/${text}` as AbsolutePath);
  if (!compiled.ok) throw new Error(compiled.error.code);
  return compiled.value;
}

/** By other means: the system's `find` lists, every pattern looks at whole paths. */
function expectedIn(globs: readonly Glob[], depth: number | undefined): readonly AbsolutePath[] | 'refused' {
  const found = new Set<string>();
  for (const base of new Set(globs.map((glob) => glob.base))) {
    if (!existsSync(base)) continue;
    const mine = globs.filter((glob) => glob.base === base);
    if (mine.some((glob) => glob.matches(base))) {
      if (leadsToHolder(base)) return 'refused';
      found.add(realpathSync(base));
    }
    if (!statSync(base).isDirectory()) continue;
    const limit = depth === undefined ? [] : ['-maxdepth', String(depth)];
    const real = realpathSync(base);
    const listed = execFileSync('/usr/bin/find', [real, '-mindepth', '1', ...limit, '-printf', '%y%p\\0'], {
      env: { LC_ALL: 'C.UTF-8' },
    });
    const tops: string[] = [];
    for (const line of listed
      .toString('utf8')
      .split('\0')
      .filter((it) => it !== '')) {
      const path = (base + line.slice(1 + real.length)) as AbsolutePath;
      if (tops.some((top) => isWithin(path, top as AbsolutePath)) || !mine.some((glob) => glob.matches(path))) continue;
      tops.push(path);
      if (!line.startsWith('l')) found.add(path);
      else if (leadsToHolder(path)) return 'refused';
      else if (existsSync(path)) found.add(realpathSync(path));
    }
  }
  return [...found].sort() as unknown as readonly AbsolutePath[];
}

function leadsToHolder(path: AbsolutePath): boolean {
  return existsSync(path) && `${realpathSync(dirname(path))}/`.startsWith(`${realpathSync(path)}/`);
}

function listedByRipgrep(root: AbsolutePath, depth?: number): readonly AbsolutePath[] {
  const limit = depth === undefined ? [] : ['--max-depth', String(depth)];
  const options = ['--no-config', '--no-ignore', '--hidden', '--files', '--null', ...limit, '--', root];
  const { stdout } = spawnSync(ripgrep ?? '', options, { env: {}, encoding: 'utf8' });
  return stdout.split('\0').filter((it) => it !== '') as AbsolutePath[];
}

function plant(at: string, folder: { readonly [name: string]: Content }): void {
  mkdirSync(at);
  for (const [name, content] of Object.entries(folder)) {
    const path = join(at, name);
    if (content === 'file') writeFileSync(path, '');
    else if (content === 'fifo') execFileSync('mkfifo', ['--', path]);
    else if (typeof content === 'string') symlinkSync(content.slice(3), path);
    else plant(path, content);
  }
}

function typeOf(path: string): PathFact['type'] {
  const stats = statSync(path);
  if (stats.isDirectory()) return 'directory';
  return stats.isFile() ? 'file' : 'other';
}
