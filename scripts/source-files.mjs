// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/**
 * A TypeScript file under inspection.
 * @typedef {{ readonly path: string, readonly text: string }} SourceText
 */

/**
 * Every TypeScript file below `folders`, with its path relative to `root` in posix form, in alphabetical order.
 * @param {string} root
 * @param {readonly string[]} folders
 * @returns {SourceText[]}
 */
export function readSources(root, folders) {
  return folders.flatMap((folder) =>
    listFiles(join(root, folder))
      .filter((file) => /\.[cm]?ts$/.test(file))
      .map((file) => ({ path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') })),
  );
}

/**
 * Every file below `folder`, deepest paths included; nothing when the folder does not exist.
 * @param {string} folder
 * @returns {string[]}
 */
export function listFiles(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * The syntax tree of one file.
 * @param {SourceText} source
 */
export function parseSource({ path, text }) {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/**
 * Every node of a tree, parents first.
 * @param {ts.Node} node
 * @returns {Generator<ts.Node>}
 */
export function* walk(node) {
  yield node;
  /** @type {ts.Node[]} */
  const children = [];
  node.forEachChild((child) => void children.push(child));
  for (const child of children) yield* walk(child);
}

/**
 * The 1-based line on which a node starts.
 * @param {ts.Node} node
 */
export function lineOf(node) {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}
