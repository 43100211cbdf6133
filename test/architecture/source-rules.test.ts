import { describe, expect, it } from 'vitest';
import { checkSource, RULES } from '../../scripts/source-rules.mjs';

/** Path, text and the rules that name it, by line. */
const PLANTED: readonly (readonly [path: string, text: string, violations: readonly string[]])[] = [
  ['src/domain/path-utils.ts', '', ['1 named-for-what-it-holds']],
  ['test/domain/helpers.test.ts', '', ['1 named-for-what-it-holds']],
  ['src/domain/prototypes.ts', '', []],
  ['src/domain/index.ts', '', ['1 no-barrels']],
  ['src/index.ts', "export { a } from './a.js';\n", []],
  ['src/a.ts', 'export const a = 1;\n', ['1 exports-are-documented']],
  ['src/a.ts', '/** no capital. */\nexport function a(): void {}\n', ['2 exports-are-documented']],
  ['src/a.ts', '/** No full stop */\nexport interface A {}\n', ['2 exports-are-documented']],
  ['src/a.ts', '/** A sentence.\n * @param a in ms\n */\nexport function f(a: number): void {}\n', []],
  ['src/a.ts', '/** One. */\nexport function f(a: 1): 1;\nexport function f(a: 2): 2;\n', []],
  ['src/a.ts', 'let a = 1;\nvar b = 2;\n', ['1 no-module-state', '2 no-module-state']],
  ['src/a.ts', 'const a = new Map<string, number>();\n', ['1 no-module-state']],
  ['src/a.ts', "const a: ReadonlySet<string> = new Set(['a']);\n", []],
  ['src/a.ts', 'const f = () => {\n  let a = new Map();\n  return a;\n};\n', []],
  ['src/a.ts', 'start();\n', ['1 nothing-at-import']],
  ['src/a.ts', 'if (a) {\n}\n', ['1 nothing-at-import']],
  ['src/a.ts', 'const a = await start();\n', ['1 nothing-at-import']],
  ['src/a.ts', 'const a = process.platform;\n', ['1 nothing-at-import']],
  ['src/a.ts', 'const a = async () => await process.platform;\n', []],
  ['src/cli/main.ts', 'await start();\n', []],
  ['src/ports/a.ts', 'const a = 1;\nclass B {}\n', ['1 ports-are-types', '2 ports-are-types']],
  ['src/ports/a.ts', "import { a } from '../domain/a.js';\n", ['1 ports-are-types']],
  ['src/ports/a.ts', "import type { A } from '../domain/a.js';\ntype B = A;\n", []],
  ['src/domain/a.ts', 'async function f() {}\n', ['1 domain-is-synchronous']],
  ['src/domain/a.ts', 'function f(): Promise<void> {\n  throw 1;\n}\n', ['1 domain-is-synchronous']],
  ['src/application/a.ts', 'async function f() {}\n', []],
  ['src/domain/a.ts', 'const f = () => Date.now();\n', ['1 no-hidden-inputs']],
  [
    'src/application/a.ts',
    'const f = () => [new Date(), Math.random()];\n',
    ['1 no-hidden-inputs', '1 no-hidden-inputs'],
  ],
  ['src/domain/a.ts', 'const f = (ms: number) => new Date(ms);\n', []],
  ['src/adapters/node/a.ts', 'const f = () => Date.now();\n', []],
  ['src/adapters/other/a.ts', 'const f = () => process.env.HOME;\n', ['1 environment-through-its-port']],
  ['src/adapters/node/a.ts', 'const f = () => process.env.HOME;\n', []],
  ['src/composition/a.ts', 'const f = () => process.platform;\n', []],
  ['test/a.test.ts', "vi.mock('./a.js');\nvi.stubEnv('A', 'b');\n", ['1 fakes-not-mocks', '2 fakes-not-mocks']],
  ['test/a.test.ts', 'const f = vi.fn();\n', []],
];

describe('the source rules', () => {
  it.each(PLANTED)('judge %s: %j', (path, text, violations) => {
    expect(checkSource({ path, text }).map(({ line, rule }) => `${line} ${rule}`)).toEqual(violations);
  });

  it('have a planted violation each', () => {
    const planted = new Set(PLANTED.flatMap(([, , violations]) => violations.map((one) => one.split(' ')[1])));
    expect([...planted].sort()).toEqual(RULES.map(({ name }) => name).sort());
  });
});
