import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import ts from 'typescript';
import { onTestFinished } from 'vitest';

const source = resolve(import.meta.dirname, '../../../src');

/**
 * Translates modules of this package, with everything that they import, into a folder where any process can run them.
 * The answer maps a module's path below `src` to its path there.
 */
export async function translateModules(
  folder: string,
  modules: readonly string[],
): Promise<(module: string) => string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const waiting = [...modules];
  const done = new Set<string>();
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (done.has(module)) continue;
    done.add(module);
    const text = await readFile(join(source, `${module}.ts`), 'utf8');
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
    });
    const target = join(folder, `${module}.js`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, outputText);
    for (const [, path = ''] of outputText.matchAll(/from '(\.[^']*)\.js'/g)) waiting.push(join(dirname(module), path));
  }
  return (module) => join(folder, `${module}.js`);
}

/** A running program whose lines of output can be awaited one by one. */
export interface ChildProgram {
  readonly process: ChildProcessWithoutNullStreams;
  /** The next line of standard output; rejects when there is none. */
  readonly nextLine: () => Promise<string>;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
}

/** Runs a program in a process of its own, which ends with the test at the latest. */
export function runProgram(
  program: string,
  identity: { readonly uid?: number; readonly gid?: number } = {},
): ChildProgram {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: '/', ...identity });
  onTestFinished(() => void child.kill('SIGKILL'));
  let complaints = '';
  child.stderr.on('data', (data) => {
    complaints += String(data);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    process: child,
    ended,
    nextLine: async () => {
      const next = await lines.next();
      if (next.done === true) throw new Error(`the program ended: ${complaints}`);
      return next.value;
    },
  };
}
