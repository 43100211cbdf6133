import type { Plugin } from 'esbuild';
import { defineConfig } from 'tsup';
import { BUNDLED, minifyContainer } from './scripts/bundled-packages.mjs';

/** Lets the command line take the library the way everybody does, so that it starts as fast. */
const commandLineImportsThePackage: Plugin = {
  name: 'command-line-imports-the-package',
  setup(build) {
    build.onResolve({ filter: /^(\.\.\/)+index\.js$/ }, ({ importer }) =>
      /[\\/]src[\\/]cli[\\/]/.test(importer) ? { path: 'codex-sdk', external: true } : undefined,
    );
  },
};

export default defineConfig({
  entry: {
    start: 'src/start.ts',
    index: 'src/index.ts',
    domain: 'src/domain.ts',
    adapters: 'src/adapters.ts',
    testing: 'src/testing.ts',
    'cli/main': 'src/cli/main.ts',
  },
  format: 'esm',
  target: 'node20.19',
  clean: true,
  splitting: true,
  sourcemap: true,
  removeNodeProtocol: false,
  // The record of what went into which chunk; the start-up test reads it. It is left out of the published package.
  metafile: true,
  // tsup sets `baseUrl` for declarations, which TypeScript 6 reports as deprecated. Types are checked by `npm run typecheck`;
  // checking them again here would take longer than the rest of the build.
  // What is marked as internal, such as the constructor of a class that only we make, stays out of the declarations.
  dts: {
    entry: { index: 'src/index.ts', domain: 'src/domain.ts', adapters: 'src/adapters.ts', testing: 'src/testing.ts' },
    compilerOptions: { ignoreDeprecations: '6.0', noCheck: true, stripInternal: true },
  },
  noExternal: BUNDLED,
  esbuildPlugins: [minifyContainer, commandLineImportsThePackage],
});
