import { describe, expect, it } from 'vitest';
import { createScratchProject, REPOSITORY, runTool } from './scratch-project.js';

const KNIP = 'knip/bin/knip.js';
const PUBLINT = 'publint/src/cli.js';
const ATTW = '@arethetypeswrong/cli/dist/index.js';

interface Unused {
  readonly issues: readonly { readonly file: string; readonly [kind: string]: unknown }[];
}

/** A project of which everything is used. */
const USED = {
  'package.json': JSON.stringify({ name: 'planted', type: 'module', exports: './dist/index.js' }),
  'src/index.ts': "export { used } from './used.js';\n",
  'src/used.ts': 'export const used = 1;\n',
};

async function unused(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await using project = await createScratchProject(['knip.json', 'tsconfig.json'], { ...USED, ...files });
  const { stdout, stderr } = await runTool(project.folder, KNIP, ['--reporter', 'json', '--no-config-hints']);
  if (!stdout.startsWith('{')) throw new Error(`knip said nothing but: ${stdout}${stderr}`);
  const { issues }: Unused = JSON.parse(stdout);
  return issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, found]) =>
      Array.isArray(found) && found.length > 0 ? [`${file}: ${kind}`] : [],
    ),
  );
}

/** A package as it would be published. */
const PACKAGE = {
  name: 'planted',
  version: '1.0.0',
  license: 'Apache-2.0',
  type: 'module',
  files: ['dist'],
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
};

const DIST = { 'dist/index.js': 'export const a = 1;\n', 'dist/index.d.ts': 'export declare const a: number;\n' };

describe('the check for what is not used', () => {
  it('passes where everything is', async () => {
    expect(await unused({})).toEqual([]);
  });

  it('names an export, a file and a package that nobody uses', async () => {
    const files = {
      'package.json': JSON.stringify({ ...JSON.parse(USED['package.json']), dependencies: { 'left-pad': '1.0.0' } }),
      'src/used.ts': 'export const used = 1;\nexport const spare = 2;\n',
      'src/left-over.ts': 'export const x = 1;\n',
    };
    expect((await unused(files)).toSorted()).toEqual([
      'package.json: dependencies',
      'src/left-over.ts: files',
      'src/used.ts: exports',
    ]);
  });
});

describe('the checks of the package', () => {
  it.each<[string, object, Readonly<Record<string, string>>, object]>([
    ['let a sound package pass', PACKAGE, DIST, { publint: 0, attw: 0 }],
    [
      'name an entry that is not there',
      { ...PACKAGE, exports: { ...PACKAGE.exports, './gone': './dist/gone.js' } },
      DIST,
      { publint: 1, attw: 1 },
    ],
    [
      'name types of another module system than the code',
      { ...PACKAGE, exports: { '.': { types: './dist/index.d.cts', default: './dist/index.js' } } },
      { 'dist/index.js': DIST['dist/index.js'], 'dist/index.d.cts': DIST['dist/index.d.ts'] },
      { publint: 0, attw: 1 },
    ],
  ])('%s', { timeout: 60_000 }, async (_, manifest, files, expected) => {
    await using project = await createScratchProject([], { ...files, 'package.json': JSON.stringify(manifest) });
    const published = await runTool(project.folder, PUBLINT, ['--strict']);
    const typed = await runTool(project.folder, ATTW, ['--pack', '.', '--profile', 'esm-only']);
    expect({ publint: published.exitCode, attw: typed.exitCode }).toEqual(expected);
  });

  it('are the ones that this package has to pass', async () => {
    const { default: manifest } = await import(`${REPOSITORY}/package.json`, { with: { type: 'json' } });
    expect([manifest.scripts.unused, manifest.scripts.package]).toEqual([
      'knip',
      'publint --strict && attw --pack . --profile esm-only',
    ]);
  });
});
