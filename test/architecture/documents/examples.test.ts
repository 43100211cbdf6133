import { execFile } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { message, reply } from '../../support/responses-server/replies.mjs';
import { Workspace } from '../../support/workspace.js';
import { createScratchProject, REPOSITORY, runTool } from '../scratch-project.js';
import { type DocumentBlock, documentBlocks, sourceExamples } from './document-blocks.js';

/** What examples take for granted. Those that use none of it are whole programs. */
const given = `
import type * as sdk from 'codex-sdk';
import type * as testing from 'codex-sdk/testing';
declare global {
  const createCodex: typeof sdk.createCodex;
  const applyPatch: typeof sdk.applyPatch;
  const serveMcp: typeof sdk.serveMcp;
  const codex: sdk.Codex;
  const thread: sdk.Thread;
  const patch: string;
  const confirm: (command: readonly string[]) => Promise<boolean>;
  const createSubject: Parameters<typeof testing.describeProcessSandbox>[2];
  const MyNotifier: new () => sdk.Notifier;
}
`;

const blocks = [...documentBlocks(), ...sourceExamples()].filter(({ language }) => language === 'ts');
const isProgram = ({ text }: DocumentBlock): boolean =>
  text.startsWith('import') && !/createSubject|MyNotifier/.test(text);
const nameOf = ({ place }: DocumentBlock): string => place.replaceAll(/\W/g, '-');

const compilerOptions = {
  target: 'ES2023',
  lib: ['ES2023', 'ESNext.Disposable'],
  module: 'NodeNext',
  outDir: 'out',
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ['node'],
};

/** A consumer's project with one file for each example. */
async function projectOfExamples() {
  const files = Object.fromEntries(blocks.map((block) => [`${nameOf(block)}.ts`, `${block.text}export {};\n`]));
  const project = await createScratchProject([], {
    ...files,
    'given.d.ts': given,
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }),
    'node_modules/.keep': '',
  });
  for (const name of ['@types', 'undici-types', 'vitest']) {
    await symlink(join(REPOSITORY, 'node_modules', name), join(project.folder, 'node_modules', name));
  }
  await symlink(REPOSITORY, join(project.folder, 'node_modules', 'codex-sdk'));
  return project;
}

describe('the examples of documents and doc comments', () => {
  it('compile in a strict project, and those that are whole programs run and end', async () => {
    await using project = await projectOfExamples();
    const { stdout } = await runTool(project.folder, 'typescript/bin/tsc', ['-p', '.', '--pretty', 'false']);
    expect(stdout).toBe('');

    await using workspace = await Workspace.create(() => reply(message('Done.')));
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: workspace.outside('.'),
      CODEX_HOME: workspace.codexHome,
      OPENAI_API_KEY: 'a key that nobody checks',
      OPENAI_BASE_URL: workspace.server.url,
    };
    const programs = blocks.filter(isProgram);
    expect(programs.length).toBeGreaterThan(3);
    for (const program of programs) {
      const file = join(project.folder, 'out', `${nameOf(program)}.js`);
      expect(await readFile(file, 'utf8'), program.place).not.toBe('');
      const { stderr } = await promisify(execFile)(process.execPath, [file], { cwd: workspace.directory, env });
      expect({ place: program.place, stderr }).toEqual({ place: program.place, stderr: '' });
    }
  });
});
