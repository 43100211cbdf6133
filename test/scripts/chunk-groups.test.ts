import { describe, expect, it } from 'vitest';
import { describeMerged, groupScripts, scriptsOf } from '../../scripts/chunk-groups.mjs';

const imports = (...paths: readonly string[]) => paths.map((path) => ({ path, kind: 'import-statement' }));
const later = (...paths: readonly string[]) => paths.map((path) => ({ path, kind: 'dynamic-import' }));

const record = {
  outputs: {
    'dist/start.js': { imports: [], inputs: {} },
    'dist/index.js': { imports: imports('dist/a.js', 'dist/b.js'), inputs: {} },
    'dist/domain.js': { imports: imports('dist/b.js'), inputs: {} },
    'dist/adapters.js': { imports: imports('dist/c.js'), inputs: {} },
    'dist/testing.js': { imports: imports('dist/b.js', 'dist/c.js'), inputs: {} },
    'dist/cli/main.js': { imports: later('dist/command.js'), inputs: {} },
    'dist/a.js': { imports: [...imports('dist/b.js'), ...later('dist/lazy.js')], inputs: { 'src/a.ts': {} } },
    'dist/b.js': {
      imports: [{ path: 'node:fs', kind: 'import-statement', external: true }],
      inputs: { 'src/b.ts': {} },
    },
    'dist/c.js': { imports: [], inputs: { 'src/c.ts': {} } },
    'dist/command.js': { imports: imports('dist/b.js'), inputs: {} },
    'dist/lazy.js': { imports: [], inputs: {} },
    'dist/a.js.map': { imports: [], inputs: {} },
  },
};

describe('scriptsOf', () => {
  it('tells entries from the rest, and leaves out what is no script', () => {
    const scripts = scriptsOf(record);
    expect(scripts.filter(({ isEntry }) => isEntry).map(({ path }) => path)).toEqual([
      'dist/start.js',
      'dist/index.js',
      'dist/domain.js',
      'dist/adapters.js',
      'dist/testing.js',
      'dist/cli/main.js',
    ]);
    expect(scripts).toHaveLength(11);
  });
});

describe('groupScripts', () => {
  it('puts together what the same readers load at start', () => {
    expect(Object.fromEntries(groupScripts(record))).toEqual({
      'dist/a.js': 'for-index',
      'dist/b.js': 'for-index-domain-parts',
      'dist/c.js': 'for-parts',
    });
  });
});

describe('describeMerged', () => {
  it('records what the merged chunks are made of and import', () => {
    const chunk = {
      fileName: 'for-index.js',
      code: 'ä',
      moduleIds: ['dist/a.js', 'dist/b.js'],
      imports: ['lazy.js', 'node:fs'],
      dynamicImports: ['zod'],
    };
    const lazy = { fileName: 'lazy.js', code: '', moduleIds: ['dist/lazy.js'], imports: [], dynamicImports: [] };
    expect(describeMerged(record, [chunk, lazy])).toEqual({
      outputs: {
        'dist/for-index.js': {
          bytes: 2,
          inputs: { 'src/a.ts': {}, 'src/b.ts': {} },
          imports: [
            { path: 'dist/lazy.js', kind: 'import-statement' },
            { path: 'node:fs', kind: 'import-statement', external: true },
            { path: 'zod', kind: 'dynamic-import', external: true },
          ],
        },
        'dist/lazy.js': { bytes: 0, inputs: {}, imports: [] },
      },
    });
  });
});
