import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const sources = fileURLToPath(new URL('../../../../src/', import.meta.url));
const parts = ['domain', 'ports', 'adapters/bubblewrap', 'adapters/node'];

/** Compiles what a process of its own needs to run the sandbox, and gives the folder that stands for `src`. */
export function compileSources(target: string): string {
  for (const part of parts) {
    for (const file of readdirSync(join(sources, part), { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.ts')) compileFile(join(sources, part, file), target);
    }
  }
  writeFileSync(join(target, 'package.json'), '{ "type": "module" }');
  return target;
}

function compileFile(source: string, target: string): void {
  const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
  });
  const path = join(target, relative(sources, source).replace(/\.ts$/, '.js'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, outputText);
}
