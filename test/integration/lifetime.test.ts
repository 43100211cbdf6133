import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { providerAt, Workspace } from '../support/workspace.js';

const run = promisify(execFile);
const entry = pathToFileURL('dist/start.js').href;

/** Runs a program that has `codex` and `thread` at hand; it must end by itself. */
async function runProgram(workspace: Workspace, program: string): Promise<string> {
  const options = { codexHome: workspace.codexHome, userConfig: 'ignore', config: providerAt(workspace.server.url) };
  const source = [
    `import { createCodex } from ${JSON.stringify(entry)};`,
    `const codex = createCodex(${JSON.stringify(options)});`,
    `const thread = codex.startThread(${JSON.stringify({ workingDirectory: workspace.directory, sandboxMode: 'danger-full-access' })});`,
    program,
  ].join('\n');
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', source], { timeout: 15_000 });
  return stdout.trim();
}

describe('a host process', () => {
  it('ends by itself after close, even when a command goes on in the background', async () => {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'exec_command', { cmd: 'sleep 300', yield_time_ms: 250 })),
      reply(message('It runs.')),
    ]);
    const program = 'console.log((await thread.run("go")).finalResponse); await codex.close(); console.log("closed");';
    expect(await runProgram(workspace, program)).toBe('It runs.\nclosed');
  });

  it('ends by itself without close when nothing runs', async () => {
    await using workspace = await Workspace.create([reply(message('Done.'))]);
    expect(await runProgram(workspace, 'console.log((await thread.run("go")).finalResponse);')).toBe('Done.');
  });

  it('can close with `await using`, twice, and while a turn runs', async () => {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'exec_command', { cmd: 'sleep 300', yield_time_ms: 30000 })),
      reply(message('never')),
    ]);
    const program = [
      'const { events } = await thread.runStreamed("go");',
      'for await (const event of events) {',
      '  if (event.type === "item.started") { await codex.close(); await codex[Symbol.asyncDispose](); }',
      '  console.log(event.type);',
      '}',
    ].join('\n');
    expect((await runProgram(workspace, program)).split('\n').at(-1)).toBe('turn.failed');
  });
});
