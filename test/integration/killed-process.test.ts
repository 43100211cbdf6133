import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { customToolCall, functionCall, message, reasoning, reply } from '../support/responses-server/replies.mjs';
import { mainFile } from '../support/run-cli.js';
import { providerAt, Workspace } from '../support/workspace.js';

const entry = fileURLToPath(new URL('../index.js', pathToFileURL(mainFile)));

/**
 * Runs a turn and ends itself, without a tick in between, when it is handed the completed item of a number; the item is the last thing
 * it says. A parent that kills as soon as it reads that line would come later than this.
 */
const program = `
import { writeSync } from 'node:fs';
const { entry, options, threadOptions, last } = JSON.parse(process.argv[1]);
const { createCodex } = await import(entry);
const { events } = await createCodex(options).startThread(threadOptions).runStreamed('go');
let count = 0;
for await (const event of events) {
  if (event.type !== 'item.completed') continue;
  count += 1;
  if (count < last) continue;
  writeSync(1, JSON.stringify(event.item));
  process.kill(process.pid, 'SIGKILL');
}
`;

/** Calls that run side by side, of which the first one ends last, then one alone, then a message. */
const script = [
  reply(
    reasoning('Considering'),
    message('Looking'),
    functionCall('slow', 'exec_command', { cmd: 'sleep 0.3; echo slow-$((6 * 7))' }),
    functionCall('quick', 'exec_command', { cmd: 'echo quick-$((6 * 7)); exit 3' }),
  ),
  reply(customToolCall('patch', 'apply_patch', '*** Begin Patch\n*** Add File: made.txt\n+made\n*** End Patch')),
  reply(message('Done')),
];

/** What of an item the model has to read when the thread goes on. */
const traces: Readonly<Record<string, string>> = {
  reasoning: 'Considering',
  agent_message: 'Looking',
  file_change: 'Updated the following files',
};

async function runUntilItem(last: number, workspace: Workspace): Promise<Record<string, unknown>> {
  const options = {
    codexHome: workspace.codexHome,
    userConfig: 'ignore',
    config: providerAt(workspace.server.url),
    env: { PATH: process.env.PATH, HOME: workspace.outside('user'), SHELL: '/bin/bash' },
  };
  const threadOptions = { workingDirectory: workspace.directory, sandboxMode: 'danger-full-access' };
  const argument = JSON.stringify({ entry: pathToFileURL(entry).href, options, threadOptions, last });
  const said = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, ['--input-type=module', '-e', program, argument], (error, stdout, stderr) => {
      if (error?.signal === 'SIGKILL') resolve(stdout);
      else reject(new Error(`the program was not killed: ${stderr}`));
    });
  });
  return JSON.parse(said) as Record<string, unknown>;
}

describe.skipIf(process.platform === 'win32')('a process that is killed when it is told of an item', () => {
  it.each([
    [1, 'reasoning'],
    [2, 'agent_message'],
    [3, 'command_execution'],
    [4, 'command_execution'],
    [5, 'file_change'],
  ])('leaves it in the session: item %i, %s', async (last, type) => {
    await using workspace = await Workspace.create(script);
    const item = await runUntilItem(last, workspace);
    expect(item.type).toBe(type);
    const [lines = []] = await workspace.sessions();
    const trace = traces[type] ?? String(item.aggregated_output).trim();
    const kept = lines.filter((line) => line.type === 'response_item' || line.type === 'event_msg');
    expect(JSON.stringify(kept.slice(3))).toContain(trace);

    const codex = workspace.codex();
    const [summary] = await codex.listThreads();
    const asked = workspace.server.requests.length;
    await codex.resumeThread(summary?.threadId ?? '', { workingDirectory: workspace.directory }).run('go on');
    const input = workspace.server.requests[asked]?.body.input ?? [];
    expect(JSON.stringify(input)).toContain(trace);
    const ids = (suffix: string): readonly unknown[] =>
      input.filter((one) => String(one.type).endsWith(suffix)).map(({ call_id }) => call_id);
    expect([...ids('_output')].sort()).toEqual([...ids('_call')].sort());
  });
});
