import { describe, expect, it } from 'vitest';
import { bundledFolders, loadedAtImport } from '../../scripts/bundle-graph.mjs';

const record = {
  outputs: {
    'dist/index.js': {
      imports: [
        { path: 'dist/chunk-a.js', kind: 'import-statement' },
        { path: 'dist/chunk-lazy.js', kind: 'dynamic-import' },
        { path: 'node:path', kind: 'import-statement', external: true },
        { path: 'openai', kind: 'dynamic-import', external: true },
      ],
      inputs: { 'src/index.ts': {} },
    },
    'dist/chunk-a.js': {
      imports: [
        { path: 'dist/index.js', kind: 'import-statement' },
        { path: 'zod', kind: 'import-statement', external: true },
      ],
      inputs: { 'src/a.ts': {}, '../elsewhere/node_modules/@scope/small/index.js': {} },
    },
    'dist/chunk-lazy.js': { imports: [], inputs: { 'node_modules/inversify/lib/index.js': {} } },
  },
};

describe('loadedAtImport', () => {
  it('follows static imports through chunks and stops at dynamic ones', () => {
    expect(loadedAtImport(record, 'dist/index.js')).toEqual({
      bundledPackages: ['@scope/small'],
      imported: ['node:path', 'zod'],
    });
  });

  it('refuses an output that was not built', () => {
    expect(() => loadedAtImport(record, 'dist/other.js')).toThrow('`dist/other.js` is not in the record of the build');
  });
});

describe('bundledFolders', () => {
  it('names the folder of every bundled package once', () => {
    expect(bundledFolders(record)).toEqual(['../elsewhere/node_modules/@scope/small', 'node_modules/inversify']);
  });
});
