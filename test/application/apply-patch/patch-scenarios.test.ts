import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { NodeFileSystem } from '../../../src/adapters/node/node-file-system.js';
import { applyPatch } from '../../../src/application/apply-patch/apply-patch.js';
import { renderPatchSummary } from '../../../src/application/apply-patch/render-patch-output.js';
import { type AbsolutePath, isWithin } from '../../../src/domain/paths/absolute-path.js';

const scenarios = fileURLToPath(new URL('../../fixtures/patches/', import.meta.url));

/** Every file below a directory with its bytes, as text that shows each of them. */
function treeOf(directory: string): Readonly<Record<string, string>> {
  if (!existsSync(directory)) return {};
  const files = readdirSync(directory, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const contents = files.map((entry): [string, string] => {
    const path = join(entry.parentPath, entry.name);
    return [relative(directory, path), readFileSync(path, 'latin1')];
  });
  return Object.fromEntries(contents.sort());
}

/** Applies the patch of a scenario as the command line does, on a copy of its files. */
async function run(scenario: string) {
  const base = realpathSync.native(mkdtempSync(join(tmpdir(), 'codex-sdk-patch-')));
  try {
    const root = join(base, 'ws') as AbsolutePath;
    mkdirSync(root);
    if (existsSync(join(scenario, 'before'))) cpSync(join(scenario, 'before'), root, { recursive: true });
    const outcome = await applyPatch({
      patch: readFileSync(join(scenario, 'patch.txt'), 'utf8'),
      cwd: root,
      fileSystem: new NodeFileSystem(),
      authorize: (path) =>
        isWithin(path, root) ? { kind: 'allowed', within: root } : { kind: 'refused', reason: 'outside' },
      rules: 'command-line',
    });
    const output = outcome.kind === 'applied' ? renderPatchSummary(outcome.summary) : `${outcome.message}\n`;
    return { output: output.replaceAll(root, '{root}'), files: treeOf(root), around: readdirSync(base) };
  } finally {
    rmSync(base, { recursive: true });
  }
}

describe('a patch on the disk', () => {
  it.each(readdirSync(scenarios).filter((name) => !name.startsWith('.')))('%s', async (name) => {
    const scenario = join(scenarios, name);
    expect(await run(scenario)).toEqual({
      output: readFileSync(join(scenario, 'output.txt'), 'utf8'),
      files: treeOf(join(scenario, 'after')),
      around: ['ws'],
    });
  });
});
