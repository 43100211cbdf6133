import { describe, expect, it } from 'vitest';
import { createScratchProject, REPOSITORY, runTool } from './scratch-project.js';

const TSC = 'typescript/bin/tsc';

/** The errors of a compilation, as `file: code`, sorted. */
async function compile(folder: string, config: string): Promise<readonly string[]> {
  const { stdout } = await runTool(folder, TSC, ['-p', config, '--pretty', 'false']);
  const errors = stdout.matchAll(/^(?<file>[^\s(]+)\(\d+,\d+\): error (?<code>TS\d+)/gm);
  return [...errors].map(({ groups }) => `${groups?.file}: ${groups?.code}`).sort();
}

async function compilePlanted(config: string, planted: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const copied = ['tsconfig.json', 'tsconfig.domain.json', 'tsconfig.application.json', 'tsconfig/ambient.d.ts'];
  await using project = await createScratchProject(copied, planted);
  return await compile(project.folder, config);
}

describe('the compilation of the domain', () => {
  it('knows the language and nothing of a platform', async () => {
    const planted = {
      'src/domain/allowed.ts': 'export const a: ReadonlyMap<string, number> = new Map([["a", JSON.parse("1")]]);\n',
      'src/domain/buffer.ts': 'export const a = () => Buffer.from("a");\n',
      'src/domain/cancellation.ts': 'export const a = () => new AbortController();\n',
      'src/domain/console.ts': 'export const a = () => console.log("a");\n',
      'src/domain/fetch.ts': 'export const a = () => fetch("http://localhost");\n',
      'src/domain/node-module.ts': 'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n',
      'src/domain/process.ts': 'export const a = () => process.env.HOME;\n',
      'src/domain/timer.ts': 'export const a = () => setTimeout(() => 1, 1);\n',
    };
    expect(await compilePlanted('tsconfig.domain.json', planted)).toEqual([
      'src/domain/buffer.ts: TS2591',
      'src/domain/cancellation.ts: TS2304',
      'src/domain/console.ts: TS2584',
      'src/domain/fetch.ts: TS2304',
      'src/domain/node-module.ts: TS2591',
      'src/domain/process.ts: TS2591',
      'src/domain/timer.ts: TS2304',
    ]);
  });

  it('passes in this repository', async () => {
    expect(await compile(REPOSITORY, 'tsconfig.domain.json')).toEqual([]);
  });
});

describe('the compilation of the application', () => {
  it('knows the language and cancellation', async () => {
    const planted = {
      'src/application/allowed.ts':
        'export const a = (s: AbortSignal) => AbortSignal.any([s, new AbortController().signal]).aborted;\n',
      'src/application/buffer.ts': 'export const a = () => Buffer.from("a");\n',
      'src/application/fetch.ts': 'export const a = () => fetch("http://localhost");\n',
      'src/application/node-module.ts': 'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n',
      'src/application/process.ts': 'export const a = () => process.platform;\n',
      'src/application/timeout.ts': 'export const a = () => AbortSignal.timeout(1);\n',
      'src/ports/stream.ts': 'export interface Port { read(): NodeJS.ReadableStream }\n',
    };
    expect(await compilePlanted('tsconfig.application.json', planted)).toEqual([
      'src/application/buffer.ts: TS2591',
      'src/application/fetch.ts: TS2304',
      'src/application/node-module.ts: TS2591',
      'src/application/process.ts: TS2591',
      'src/application/timeout.ts: TS2339',
      'src/ports/stream.ts: TS2503',
    ]);
  });

  it('passes in this repository', async () => {
    expect(await compile(REPOSITORY, 'tsconfig.application.json')).toEqual([]);
  });
});
