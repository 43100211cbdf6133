import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

const directory = fileURLToPath(new URL('../../examples/', import.meta.url));
const examples = [
  ...readdirSync(directory).filter((name) => name.endsWith('.mjs')),
  '04-custom-cli/check.mjs',
  '06-own-sandbox/contract.test.mjs',
];
const linesOf = (name: string): number =>
  readFileSync(directory + name, 'utf8')
    .trimEnd()
    .split('\n').length;
const run = promisify(execFile);

describe('the examples', () => {
  it.each(examples)('%s is short', (name) => {
    expect(linesOf(name)).toBeLessThanOrEqual(60);
  });

  it('show a whole front end in 80 lines, on the public entry alone', () => {
    const files = ['04-custom-cli/front-end.mjs', '04-custom-cli/main.mjs'];
    expect(files.map(linesOf).reduce((sum, lines) => sum + lines)).toBeLessThanOrEqual(80);
    const imports = files.flatMap((name) =>
      readFileSync(directory + name, 'utf8').match(/(?<=^import .* from ').*(?=';$)/gm),
    );
    expect(imports).toEqual(['node:readline/promises', 'codex-sdk', './front-end.mjs']);
  });

  it.each(examples)('%s runs and checks itself', async (name) => {
    await using workspace = await Workspace.create(() => reply(message('Done.')));
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: workspace.outside('.'),
      CODEX_HOME: workspace.codexHome,
      OPENAI_API_KEY: 'a key that nobody checks',
      OPENAI_BASE_URL: workspace.server.url,
    };
    const { stdout } = await run(process.execPath, [directory + name], { cwd: workspace.directory, env });
    expect(stdout).not.toBe('');
  });

  it('begin with the first snippet of the README', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const snippet = /```ts\n([\s\S]*?)```/.exec(readme)?.[1]?.trim() ?? 'no snippet';
    expect(readFileSync(`${directory}01-quickstart.mjs`, 'utf8')).toContain(snippet);
  });
});
