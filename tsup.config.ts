import { readFile } from 'node:fs/promises';
import { type Plugin, transform } from 'esbuild';
import { defineConfig } from 'tsup';

/** Makes the packages that are bundled small: they are parsed whenever ours is imported, and nobody reads them there. */
const minifyBundledPackages: Plugin = {
  name: 'minify-bundled-packages',
  setup(build) {
    build.onLoad(
      { filter: /node_modules[\\/](inversify|@inversifyjs|reflect-metadata)[\\/].*\.js$/ },
      async ({ path }) => {
        const { code } = await transform(await readFile(path, 'utf8'), { minify: true, legalComments: 'none' });
        return { contents: code };
      },
    );
  },
};

export default defineConfig({
  entry: {
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
  dts: { compilerOptions: { ignoreDeprecations: '6.0', noCheck: true, stripInternal: true } },
  // Unbundled, it is 247 files at about half a millisecond each.
  noExternal: ['inversify', /^@inversifyjs\//, /^reflect-metadata/],
  esbuildPlugins: [minifyBundledPackages],
});
