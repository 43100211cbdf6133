import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CodexConfigObject } from '../../src/index.js';
import { oddServer } from '../adapters/mcp-client/support/mcp-bench.js';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { providerAt, Workspace } from '../support/workspace.js';

const run = promisify(execFile);
const entry = pathToFileURL('dist/start.js').href;

const server = (mode: string, ...more: readonly string[]): CodexConfigObject => {
  const { command, args } = oddServer(mode, ...more);
  return { command, args };
};

/** Runs a turn in a process of its own; the modules that it loaded, and what it printed. */
async function hostWith(
  workspace: Workspace,
  mcpServers: CodexConfigObject,
  after = 'await codex.close();',
): Promise<{ readonly modules: readonly string[]; readonly stdout: string }> {
  const file = workspace.outside('modules');
  const config = { ...providerAt(workspace.server.url), mcp_servers: mcpServers };
  const options = { codexHome: workspace.codexHome, userConfig: 'ignore', config };
  const hooks = [
    `import { appendFileSync } from 'node:fs';`,
    `export const load = (url, context, next) => { appendFileSync(${JSON.stringify(file)}, url + '\\n'); return next(url, context); };`,
  ].join('\n');
  const program = [
    `import { register } from 'node:module';`,
    `register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`,
    `const { createCodex } = await import(${JSON.stringify(entry)});`,
    `const codex = createCodex(${JSON.stringify(options)});`,
    `const thread = codex.startThread(${JSON.stringify({ workingDirectory: workspace.directory })});`,
    'console.log((await thread.run("go")).finalResponse);',
    after,
  ].join('\n');
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { timeout: 20_000 });
  return { modules: (await readFile(file, 'utf8')).trim().split('\n'), stdout };
}

const ofTheProtocol = (modules: readonly string[]): readonly string[] =>
  modules.filter((url) => /modelcontextprotocol|mcp-connections|open-mcp-servers/.test(url));

describe('a Codex without MCP servers', () => {
  it('loads nothing for them', async () => {
    await using workspace = await Workspace.create([reply(message('Done.'))]);
    const { modules } = await hostWith(workspace, {});
    expect(modules.length).toBeGreaterThan(1);
    expect(ofTheProtocol(modules)).toEqual([]);
  });

  it('is told from one with servers, which loads the package of the protocol', async () => {
    await using workspace = await Workspace.create([reply(message('Done.'))]);
    const { modules } = await hostWith(workspace, { odd: server('plain') });
    expect(ofTheProtocol(modules).some((url) => url.includes('@modelcontextprotocol/client'))).toBe(true);
  });
});

describe('a host process with MCP servers', () => {
  it('ends by itself, whether it closes its Codex or not', async () => {
    for (const after of ['await codex.close();', '']) {
      await using workspace = await Workspace.create([reply(message('Done.'))]);
      const { stdout } = await hostWith(workspace, { odd: server('plain'), stays: server('stays') }, after);
      expect(stdout).toBe('Done.\n');
    }
  });
});

describe('ten servers', () => {
  /** How long a turn takes, with servers that need some time for every message. */
  async function turnWith(count: number, delayMs: number): Promise<number> {
    await using workspace = await Workspace.create([reply(message('Done.'))]);
    const servers = Array.from({ length: count }, (_, index) => [`s${index}`, server('slow', String(delayMs))]);
    const codex = workspace.codex({ config: { mcp_servers: Object.fromEntries(servers) as CodexConfigObject } });
    const startedAt = performance.now();
    await codex.startThread({ workingDirectory: workspace.directory }).run('go');
    return performance.now() - startedAt;
  }

  it('start in about the time of the slowest, not in the sum of their times', async () => {
    const [one, ten] = [await turnWith(1, 700), await turnWith(10, 700)];
    // Each needs 1.4 s for its two messages; starting ten processes takes a while of its own.
    expect(ten - one).toBeLessThan(4_000);
    expect(ten).toBeLessThan(10 * 1_400 * 0.6);
  }, 30_000);
});

describe('a server that may take longer to start than a timer can count', () => {
  it('comes up', async () => {
    await using workspace = await Workspace.create([reply(message('done'))]);
    const codex = workspace.codex({
      config: { mcp_servers: { odd: { ...server('slow', '1'), startup_timeout_sec: 1e9 } } },
    });
    const { items } = await codex.startThread({ workingDirectory: workspace.directory }).run('go');
    expect(items.map(({ type }) => type)).toEqual(['agent_message']);
  });
});

describe('a turn that is interrupted', () => {
  it('cancels its call at the server', async () => {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'echo', { text: 'hi' }, { namespace: 'mcp__odd' })),
      reply(message('never')),
    ]);
    const file = workspace.outside('cancelled');
    const codex = workspace.codex({ config: { mcp_servers: { odd: server('records-cancellation', file) } } });
    const thread = codex.startThread({ workingDirectory: workspace.directory });
    const { events } = await thread.runStreamed('go');
    for await (const event of events) {
      if (event.type === 'item.started' && event.item.type === 'mcp_tool_call') thread.interrupt();
    }
    const read = (): Promise<string> => readFile(file, 'utf8').catch(() => '');
    await expect.poll(read, { timeout: 5_000 }).toContain('requestId');
  });

  it('does not wait for servers that are starting', async () => {
    await using workspace = await Workspace.create([]);
    const codex = workspace.codex({
      config: { mcp_servers: { odd: { ...server('silent'), startup_timeout_sec: 60 } } },
    });
    const stop = new AbortController();
    const turn = codex.startThread({ workingDirectory: workspace.directory }).run('go', { signal: stop.signal });
    setTimeout(() => stop.abort(), 500);
    const startedAt = performance.now();
    await expect(turn).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
