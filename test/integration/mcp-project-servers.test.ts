import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Codex } from '../../src/index.js';
import { oddServer } from '../adapters/mcp-client/support/mcp-bench.js';
import { message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

/** A workspace whose own configuration brings a server that notes when it is started. */
async function create(turns: number): Promise<Workspace> {
  return Workspace.create(Array.from({ length: turns }, () => reply(message('Done.'))));
}

async function bring(workspace: Workspace, name: string, mode = 'announces'): Promise<void> {
  const { command, args } = oddServer(mode, workspace.outside('starts'));
  await mkdir(join(workspace.directory, '.codex'), { recursive: true });
  const table = `[mcp_servers.${name}]\ncommand = ${JSON.stringify(command)}\nargs = ${JSON.stringify(args)}\n`;
  await writeFile(join(workspace.directory, '.codex/config.toml'), table);
}

const load = (workspace: Workspace): Codex => workspace.codex({ userConfig: 'load' });

/** The problems that a turn reports. */
async function problemsOf(workspace: Workspace, codex: Codex): Promise<readonly string[]> {
  const { items } = await codex.startThread({ workingDirectory: workspace.directory }).run('go');
  return items.flatMap((item) => (item.type === 'error' ? [item.message] : []));
}

async function starts({ outside }: { outside: (name: string) => string }): Promise<number> {
  const text = await readFile(outside('starts'), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).length;
}

describe('the server that a project brings', () => {
  it('is not started as long as nobody trusts the project', async () => {
    await using workspace = await create(1);
    await bring(workspace, 'brought');
    const problems = await problemsOf(workspace, load(workspace));
    expect([problems.length, problems[0]?.includes('.codex/config.toml')]).toEqual([1, true]);
    expect(await starts({ outside: (name) => workspace.outside(name) })).toBe(0);
  });

  it('is started once the project is trusted, and asks for trust again when its command changed', async () => {
    await using workspace = await create(4);
    const outside = (name: string): string => workspace.outside(name);
    await bring(workspace, 'brought');
    const codex = load(workspace);
    await codex.trustProject({ workingDirectory: workspace.directory });
    expect([await problemsOf(workspace, codex), await starts({ outside })]).toEqual([[], 1]);
    await bring(workspace, 'brought', 'plain');
    const problem = `MCP server \`brought\` is not available: how it is started has changed since the project \`${workspace.directory}\` was trusted; look at it, then trust the project again`;
    expect(await problemsOf(workspace, codex)).toEqual([problem]);
    // Another process knows it too.
    expect(await problemsOf(workspace, load(workspace))).toEqual([problem]);
    await codex.trustProject({ workingDirectory: workspace.directory });
    expect(await problemsOf(workspace, codex)).toEqual([]);
  });

  it('that comes after the project was trusted asks for trust as well', async () => {
    await using workspace = await create(1);
    await bring(workspace, 'brought');
    const codex = load(workspace);
    await codex.trustProject({ workingDirectory: workspace.directory });
    await bring(workspace, 'other');
    expect(await problemsOf(workspace, codex)).toEqual([expect.stringContaining('MCP server `other`')]);
    expect(await starts({ outside: (name) => workspace.outside(name) })).toBe(0);
  });

  it('of a project that was trusted elsewhere is remembered as it is when it is first used', async () => {
    await using workspace = await create(2);
    await bring(workspace, 'brought');
    const trust = `[projects.${JSON.stringify(workspace.directory)}]\ntrust_level = "trusted"\n`;
    await writeFile(join(workspace.codexHome, 'config.toml'), trust);
    expect(await problemsOf(workspace, load(workspace))).toEqual([]);
    await bring(workspace, 'brought', 'plain');
    expect(await problemsOf(workspace, load(workspace))).toEqual([expect.stringContaining('has changed since')]);
  });
});
