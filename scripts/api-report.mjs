// @ts-check
/**
 * Compares the public surface of every entry with its report in `etc`, so that a change of it is seen in review, and
 * finds types that are part of the surface but exported by no entry. `--update` writes the reports anew. Needs a build.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRIES = ['index', 'domain', 'adapters', 'testing'];

const SILENT = { logLevel: ExtractorLogLevel.None };
const REPORTED = { logLevel: ExtractorLogLevel.Warning };

/** @param {string} entry */
function configOf(entry) {
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: join(ROOT, 'dist', `${entry}.d.ts`),
      compiler: { tsconfigFilePath: join(ROOT, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: join(ROOT, 'etc'),
        reportTempFolder: join(ROOT, 'reports', 'api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: REPORTED },
        extractorMessageReporting: {
          default: REPORTED,
          'ae-missing-release-tag': SILENT,
          'ae-undocumented': SILENT,
          // Links are checked by typedoc, which knows all entries at once.
          'ae-unresolved-link': SILENT,
        },
        tsdocMessageReporting: { default: SILENT },
      },
    },
  });
}

/**
 * What api-extractor says about one entry.
 * @param {string} entry
 * @param {boolean} update
 */
function inspect(entry, update) {
  /** @type {string[]} */
  const faults = [];
  /** @type {string[]} */
  const forgotten = [];
  const config = configOf(entry);
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      message.handled = true;
      if (message.category === 'console') return;
      if (message.messageId === 'ae-forgotten-export')
        forgotten.push(/"(.+?)"/.exec(message.text)?.[1] ?? message.text);
      else if (message.logLevel === ExtractorLogLevel.Warning || message.logLevel === ExtractorLogLevel.Error) {
        faults.push(message.text);
      }
    },
  });
  if (apiReportChanged && !update) {
    faults.push(`etc/${entry}.api.md is out of date; look at the change, then run \`npm run api:update\``);
  }
  return { entry, faults, forgotten, exported: exportedNames(readFileSync(config.reportTempFilePath, 'utf8')) };
}

/**
 * The names that a report lists as exported.
 * @param {string} report
 */
export function exportedNames(report) {
  const declared = report.matchAll(
    /^export (?:declare |abstract |async )*(?:class|const|function|interface|type) (\w+)/gm,
  );
  const listed = report.matchAll(/^export \{ (?:type )?(\w+)/gm);
  return [...declared, ...listed].map((match) => match[1] ?? '');
}

/** Named in declarations, but nothing for users to name: what the type of the configuration and that of an outcome are inferred from. */
const INTERNAL = new Set(['configTable', 'Decoded', 'PatchPreparation']);

function main() {
  const missing = ENTRIES.filter((entry) => !existsSync(join(ROOT, 'dist', `${entry}.d.ts`)));
  if (missing.length > 0) throw new Error(`no declarations of ${missing.join(', ')}; run \`npm run build\``);
  mkdirSync(join(ROOT, 'etc'), { recursive: true });
  const inspected = ENTRIES.map((entry) => inspect(entry, process.argv.includes('--update')));
  const exported = new Set(inspected.flatMap((one) => one.exported));
  const forgotten = new Set(
    inspected.flatMap((one) => one.forgotten).filter((name) => !exported.has(name) && !INTERNAL.has(name)),
  );
  const users = (/** @type {string} */ name) =>
    inspected.filter((one) => one.forgotten.includes(name)).map((one) => one.entry);
  const faults = [
    ...inspected.flatMap((one) => one.faults.map((text) => `${one.entry}: ${text}`)),
    ...[...forgotten].map(
      (name) => `\`${name}\` is exported by no entry, but part of the surface of ${users(name).join(', ')}`,
    ),
  ];
  for (const fault of faults) console.error(`api ${fault}`);
  console.log(`api reports: ${ENTRIES.length} entries, ${exported.size} names, ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
