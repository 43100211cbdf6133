// @ts-check
/**
 * Compares the public surface of every entry with its report in `etc`, so that a change of it is seen in review.
 * `--update` writes the reports anew. Needs a build.
 */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRIES = ['index', 'domain', 'adapters', 'testing'];

/** @typedef {import('@microsoft/api-extractor').IConfigFile} IConfigFile */
const SILENT = { logLevel: ExtractorLogLevel.None };
const REPORTED = { logLevel: ExtractorLogLevel.Warning };

/**
 * @param {string} entry
 * @returns {IConfigFile}
 */
function configOf(entry) {
  return {
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
        // The declarations have no maps back to the sources.
        'ae-wrong-input-file-type': SILENT,
      },
      // Doc comments are checked by typedoc, which knows links between entries.
      tsdocMessageReporting: { default: SILENT },
    },
  };
}

/**
 * @param {string} entry
 * @param {boolean} update
 * @returns {boolean} whether the report is up to date and the surface without a fault
 */
function report(entry, update) {
  /** @type {string[]} */
  const faults = [];
  const config = ExtractorConfig.prepare({
    configObject: configOf(entry),
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
  });
  const result = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Warning || message.logLevel === ExtractorLogLevel.Error)
        faults.push(message.text);
    },
  });
  if (update && result.apiReportChanged) copyFileSync(config.reportTempFilePath, config.reportFilePath);
  const outdated = result.apiReportChanged && !update;
  if (outdated)
    faults.push(`etc/${entry}.api.md differs from the declarations; look at the change, then \`npm run api:update\``);
  for (const fault of faults) console.error(`api ${entry}: ${fault}`);
  return faults.length === 0;
}

function main() {
  mkdirSync(join(ROOT, 'etc'), { recursive: true });
  const missing = ENTRIES.filter((entry) => !existsSync(join(ROOT, 'dist', `${entry}.d.ts`)));
  if (missing.length > 0) throw new Error(`no declarations of ${missing.join(', ')}; run \`npm run build\``);
  const update = process.argv.includes('--update');
  const good = ENTRIES.map((entry) => report(entry, update)).every(Boolean);
  console.log(`api reports: ${ENTRIES.length} entries, ${good ? 'up to date' : 'see above'}`);
  if (!good) process.exitCode = 1;
}

main();
