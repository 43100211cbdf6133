// @ts-check
/** Which packages go into our own files, and how: each is many files, and Node takes about half a millisecond for one. */
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';

/** Names of packages, and beginnings of names, whose code is bundled. */
export const BUNDLED = ['inversify', /^@inversifyjs\//, /^reflect-metadata/, 'smol-toml'];

/** @param {string} name such as `inversify` or `@inversifyjs/core` */
export function isBundled(name) {
  return BUNDLED.some((pattern) => (typeof pattern === 'string' ? pattern === name : pattern.test(name)));
}

/**
 * Makes the container small: it is parsed whenever ours is imported, and nobody reads it there.
 * @type {import('esbuild').Plugin}
 */
export const minifyContainer = {
  name: 'minify-container',
  setup(build) {
    const filter = /node_modules[\\/](inversify|@inversifyjs|reflect-metadata)[\\/].*\.js$/;
    build.onLoad({ filter }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { minify: true, legalComments: 'none' });
      return { contents: code };
    });
  },
};
