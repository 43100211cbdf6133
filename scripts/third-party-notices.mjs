// @ts-check
/** Writes the licences of all packages whose code was bundled into `dist`, as those licences ask for. Runs after a build. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledFolders } from './bundle-graph.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Name, version and licence text of one package.
 * @param {string} folder
 */
function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((candidate) => /^licen[cs]e(\.|$)/i.test(candidate));
  if (file === undefined && license === undefined) throw new Error(`\`${name}\` is bundled but states no licence`);
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version}\n\n${text}\n`;
}

const record = JSON.parse(readFileSync(join(ROOT, 'dist', 'metafile-esm.json'), 'utf8'));
const notices = bundledFolders(record).map((folder) => noticeOf(join(ROOT, folder)));
const heading = 'The files in this folder contain code of these packages.\n';
writeFileSync(join(ROOT, 'dist', 'THIRD-PARTY-NOTICES.txt'), [heading, ...notices].join(`\n${'-'.repeat(80)}\n\n`));
console.log(`third-party notices: ${notices.length} bundled packages`);
