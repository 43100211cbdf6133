// @ts-check
/** Adds up vitest's JSON reports and prints one line; a report that is missing counts as one failure. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * What is read of a report.
 * @typedef {{ readonly status: string, readonly assertionResults: readonly { readonly status: string }[] }} TestFile
 * @typedef {{ readonly testResults: readonly TestFile[] }} Report
 * @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Counts
 */

/**
 * The tests of all reports by outcome. A file that failed before its tests could run counts as one failure.
 * @param {readonly (Report | undefined)[]} reports
 * @returns {Counts}
 */
export function countTests(reports) {
  const statuses = reports.flatMap((report) => report?.testResults.flatMap(statusesOf) ?? ['failed']);
  const count = (/** @type {string} */ status) => statuses.filter((one) => one === status).length;
  const [passed, failed] = [count('passed'), count('failed')];
  return { passed, failed, skipped: statuses.length - passed - failed };
}

/** @param {TestFile} file */
function statusesOf({ status, assertionResults }) {
  const statuses = assertionResults.map((one) => one.status);
  return status === 'failed' && !statuses.includes('failed') ? [...statuses, 'failed'] : statuses;
}

/** @param {readonly string[]} paths */
function main(paths) {
  const reports = paths.map((path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined));
  const { passed, failed, skipped } = countTests(reports);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
