// @ts-check
/** Prints how long the files and functions of `src` are; fails when they outgrow what CONTRIBUTING.md promises. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { lineOf, parseSource, readSources, walk } from './source-files.mjs';

/**
 * @typedef {import('./source-files.mjs').SourceText} SourceText
 * @typedef {{ readonly name: string, readonly lines: number }} Measured
 */

/** Upper bounds in lines: the median, the 95th percentile and the longest. */
export const LIMITS = {
  files: { median: 120, p95: 300, max: 400 },
  functions: { median: 10, p95: 40, max: 60 },
};

/**
 * The length of every file and every function, in lines. A function counts from its signature to its closing brace;
 * what is written inside another function counts for both.
 * @param {readonly SourceText[]} sources
 */
export function measureSources(sources) {
  const files = sources.map(({ path, text }) => ({ name: path, lines: text.trimEnd().split('\n').length }));
  const functions = sources.flatMap((source) => [...measureFunctions(source)]);
  return { files, functions };
}

/**
 * @param {SourceText} source
 * @returns {Generator<Measured>}
 */
function* measureFunctions(source) {
  for (const node of walk(parseSource(source))) {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) continue;
    const last = node.getSourceFile().getLineAndCharacterOfPosition(node.end).line + 1;
    yield { name: `${source.path}:${lineOf(node)}`, lines: last - lineOf(node) + 1 };
  }
}

/**
 * The smallest value that at least `share` of the values do not exceed; 0 for no values.
 * @param {readonly number[]} values
 * @param {number} share in (0, 1]
 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}

/**
 * The three figures of one kind, and whether each is within its limit.
 * @param {readonly Measured[]} measured
 * @param {{ readonly median: number, readonly p95: number, readonly max: number }} limits
 */
export function judge(measured, limits) {
  const lines = measured.map((one) => one.lines);
  const actual = { median: percentile(lines, 0.5), p95: percentile(lines, 0.95), max: Math.max(0, ...lines) };
  const within = actual.median <= limits.median && actual.p95 <= limits.p95 && actual.max <= limits.max;
  return { ...actual, within };
}

function main() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const measured = measureSources(readSources(root, ['src']));
  for (const kind of /** @type {const} */ (['files', 'functions'])) {
    const limits = LIMITS[kind];
    const { median, p95, max, within } = judge(measured[kind], limits);
    const figures = `median ${median} (<= ${limits.median}), 95 % ${p95} (<= ${limits.p95}), longest ${max} (<= ${limits.max})`;
    console.log(`${kind}: ${measured[kind].length}, lines: ${figures}${within ? '' : '  TOO LONG'}`);
    for (const { name, lines } of [...measured[kind]].sort((a, b) => b.lines - a.lines).slice(0, 3)) {
      console.log(`  ${lines}  ${name}`);
    }
    if (!within) process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
