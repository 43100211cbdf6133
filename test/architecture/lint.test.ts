import { describe, expect, it } from 'vitest';
import { createScratchProject, runTool } from './scratch-project.js';

interface Report {
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: unknown } }[];
}

const LONG_FUNCTION = `export function f(): void {\n${'  g();\n'.repeat(61)}}\nfunction g(): void {\n  return;\n}\n`;

const typeLines = (count: number) => Array.from({ length: count }, (_, i) => `export type A${i} = 1;\n`).join('');

/** For each rule that the project relies on, a file that breaks it. */
const PLANTED: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'lint/complexity/noExcessiveLinesPerFunction': ['src/long-function.ts', LONG_FUNCTION],
  'lint/complexity/useMaxParams': [
    'src/four-parameters.ts',
    'export const f = (a: number, b: number, c: number, d: number) => a + b + c + d;\n',
  ],
  'lint/nursery/noFloatingPromises': [
    'src/floating.ts',
    'async function f(): Promise<void> {\n  await f();\n}\nexport function g(): void {\n  f();\n}\n',
  ],
  'lint/performance/noBarrelFile': [
    'src/domain/barrel.ts',
    "export { a } from './a.js';\nexport { b } from './b.js';\n",
  ],
  'lint/performance/noReExportAll': ['src/domain/everything.ts', "export * from './a.js';\n"],
  'lint/style/noDefaultExport': ['src/default-export.ts', 'export default function f(): void {\n  return;\n}\n'],
  'lint/style/noEnum': ['src/enum.ts', 'export enum E {\n  A = 1,\n}\n'],
  'lint/style/noExcessiveLinesPerFile': ['src/long-file.ts', typeLines(401)],
  'lint/style/noNonNullAssertion': ['src/non-null.ts', 'export const f = (a: string[]) => a[0]!.length;\n'],
  'lint/style/useErrorCause': [
    'src/lost-cause.ts',
    "export function f(g: () => void): void {\n  try {\n    g();\n  } catch (error) {\n    throw new Error('g failed');\n  }\n}\n",
  ],
  'lint/style/useFilenamingConvention': ['src/CamelCase.ts', 'export const a = 1;\n'],
  'lint/style/useImportType': ['src/import-type.ts', "import { A } from './a.js';\n\nexport type B = A;\n"],
  'lint/style/useNodejsImportProtocol': ['src/protocol.ts', "import { join } from 'path';\n\nexport const a = join;\n"],
  'lint/suspicious/noConsole': ['src/console.ts', "export const f = () => console.log('a');\n"],
  'lint/suspicious/noEmptyBlockStatements': [
    'src/empty-catch.ts',
    'export function f(g: () => void): void {\n  try {\n    g();\n  } catch {}\n}\n',
  ],
  'lint/suspicious/noExplicitAny': ['src/any.ts', 'export const f = (a: any) => a;\n'],
  'lint/suspicious/noFocusedTests': [
    'test/focused.test.ts',
    "import { it } from 'vitest';\n\nit.only('a', () => 1);\n",
  ],
};

/** What is allowed in one place only. */
const ALLOWED: Readonly<Record<string, string>> = {
  'src/index.ts': "export { a } from './domain/a.js';\n",
  'src/cli/main.ts': "console.log('a');\n",
  'src/exactly-long-enough.ts': typeLines(400),
  'test/four-columns.test.ts': `import { it } from 'vitest';\n\nit.each([[1, 2, 3, 4]])('%i', (a, b, c, d) => a + b + c + d);\n`,
};

async function lint(files: Readonly<Record<string, string>>): Promise<readonly (readonly [string, string])[]> {
  await using project = await createScratchProject(['biome.json'], files);
  const args = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout, stderr } = await runTool(project.folder, '@biomejs/biome/bin/biome', args);
  if (stdout === '') throw new Error(`biome said nothing but: ${stderr}`);
  const { diagnostics }: Report = JSON.parse(stdout);
  return diagnostics.map(({ category, location }) => [JSON.stringify(location.path), category]);
}

describe('the linter', () => {
  it('names every planted violation', async () => {
    const found = await lint(Object.fromEntries(Object.values(PLANTED)));
    const unnamed = Object.entries(PLANTED).filter(
      ([rule, [path]]) => !found.some(([where, category]) => category === rule && where.includes(path)),
    );
    expect(unnamed.map(([rule]) => rule)).toEqual([]);
  });

  it('lets pass what is allowed in its place', async () => {
    expect(await lint(ALLOWED)).toEqual([]);
  });
});
