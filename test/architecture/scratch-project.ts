import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The root of this repository. */
export const REPOSITORY = resolve(import.meta.dirname, '..', '..');

/** A program that has ended. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder with planted files, removed when disposed of. */
export interface ScratchProject extends AsyncDisposable {
  readonly folder: string;
}

/** Creates a project from copies of configuration files of this repository and planted `files` (path to content). */
export async function createScratchProject(
  copied: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<ScratchProject> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-sdk-scratch-'));
  const place = async (path: string, write: (target: string) => Promise<void>) => {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await write(target);
  };
  for (const path of copied) await place(path, (target) => copyFile(join(REPOSITORY, path), target));
  const planted = { 'package.json': '{ "type": "module" }\n', ...files };
  for (const [path, content] of Object.entries(planted)) await place(path, (target) => writeFile(target, content));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** Runs a tool of this repository with Node, in `folder`; a non-zero exit is a value. */
export function runTool(folder: string, script: string, args: readonly string[]): Promise<Finished> {
  return new Promise((settle, reject) => {
    const argv = [join(REPOSITORY, 'node_modules', script), ...args];
    execFile(process.execPath, argv, { cwd: folder, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else settle({ exitCode: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}
