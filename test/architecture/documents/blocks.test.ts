import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCodex } from '../../../src/index.js';
import { runCliIn } from '../../support/run-cli.js';
import { Workspace } from '../../support/workspace.js';
import { REPOSITORY } from '../scratch-project.js';
import { type DocumentBlock, documentBlocks } from './document-blocks.js';

/** The blocks of some languages, by their places. */
function blocksIn(...languages: readonly string[]): readonly (readonly [string, DocumentBlock])[] {
  const found = documentBlocks().filter(({ language }) => languages.includes(language));
  return found.map((block) => [block.place, block] as const);
}

/** A command line of a block, without its comment. */
function commandsIn({ text }: DocumentBlock): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/(?:^| )#.*/, '').trim());
  return lines.filter((line) => line !== '');
}

/** What a shell would start: the commands of a pipeline, without variables and redirections. `[…]` marks what may be left out. */
function callsIn(line: string): readonly (readonly string[])[] {
  const words = line.replaceAll(/[[\]]/g, '').match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? [];
  const calls: string[][] = [[]];
  for (const [index, word] of words.entries()) {
    if (word === '|') calls.push([]);
    else if (word !== '>' && words[index - 1] !== '>' && !/^[A-Z_]+=/.test(word)) {
      calls.at(-1)?.push(word.replaceAll(/^["']|["']$/g, ''));
    }
  }
  return calls;
}

describe('the blocks of the documents', () => {
  it('are of kinds that are checked', () => {
    const languages = new Set(documentBlocks().map(({ language }) => language));
    expect([...languages].sort()).toEqual(['', 'json', 'sh', 'toml', 'ts']);
  });

  it.each(blocksIn('json'))('%s is JSON', (_, { text }) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it.each(blocksIn('toml'))('%s is a configuration without a mistake', async (_, { text }) => {
    await using workspace = await Workspace.create([]);
    const config = join(workspace.codexHome, 'config.toml');
    await writeFile(config, text);
    await using codex = createCodex({ codexHome: workspace.codexHome, unknownSettings: 'refuse', env: {} });
    const options = { workingDirectory: workspace.directory };
    expect((await codex.configuration(options)).warnings).toEqual([]);
    await codex.permissions(options);
  });

  it.each(blocksIn('sh'))('%s calls what exists', async (_, block) => {
    const { scripts } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    for (const [program, ...args] of commandsIn(block).flatMap(callsIn)) {
      if (program === 'npm' && args[0] !== 'install')
        expect(Object.keys(scripts)).toContain(args[0] === 'run' ? args[1] : args[0]);
      else if (program === 'npx') expect(args[0]).toBe('codex-sdk');
      else expect(['npm', 'codex-sdk', 'git', 'jq']).toContain(program);
    }
  });

  it.each(blocksIn('sh'))('%s calls this program as it wants to be called', async (_, block) => {
    await using workspace = await Workspace.create([]);
    const calls = commandsIn(block).flatMap(callsIn);
    for (const call of calls.filter(([program]) => program === 'npx' || program === 'codex-sdk')) {
      const args = call.slice(call[0] === 'npx' ? 2 : 1);
      // A configuration that cannot be used ends what would begin to work; 2 says that the call was wrong.
      const { code, stderr } = await runCliIn(workspace, args, { config: 'model = 1\n' });
      expect({ args, code, stderr }).not.toMatchObject({ code: 2 });
    }
  });
});
