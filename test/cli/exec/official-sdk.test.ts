import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { functionCall, message, reply } from '../../support/responses-server/replies.mjs';
import { mainFile } from '../../support/run-cli.js';
import { Workspace } from '../../support/workspace.js';

/** The official SDK is no part of this project: whoever has it names the folder of its package. */
const official = process.env.CODEX_SDK_TEST_OFFICIAL;
const reason = official === undefined ? ', skipped: `CODEX_SDK_TEST_OFFICIAL` does not name its folder' : '';

interface OfficialCodex {
  startThread(options: object): OfficialThread;
  resumeThread(id: string, options: object): OfficialThread;
}

interface OfficialThread {
  readonly id: string | null;
  run(input: string, options?: object): Promise<{ readonly finalResponse: string }>;
  runStreamed(input: string, options?: object): Promise<{ readonly events: AsyncIterable<{ readonly type: string }> }>;
}

/** An agent of the official SDK that starts our program. */
async function officialCodex(workspace: Workspace): Promise<OfficialCodex> {
  const sdk = (await import(pathToFileURL(join(official ?? '', 'dist/index.js')).href)) as {
    Codex: new (options: object) => OfficialCodex;
  };
  const program = workspace.outside('codex-sdk');
  await chmod(mainFile, 0o755);
  await symlink(mainFile, program);
  const env = { PATH: process.env.PATH, HOME: workspace.outside('.'), CODEX_HOME: workspace.codexHome };
  return new sdk.Codex({ codexPathOverride: program, baseUrl: workspace.server.url, apiKey: 'not a secret', env });
}

describe.skipIf(official === undefined)(`the official SDK with this program${reason}`, () => {
  it('runs, goes on and resumes', async () => {
    await using workspace = await Workspace.create(() => reply(message('Hello')));
    const codex = await officialCodex(workspace);
    const options = { workingDirectory: workspace.directory, sandboxMode: 'read-only', approvalPolicy: 'never' };
    const thread = codex.startThread({ ...options, model: 'gpt-5.5', modelReasoningEffort: 'low' });
    const first = await thread.run('one', { outputSchema: { type: 'object' } });
    const second = await thread.run('two');
    const resumed = codex.resumeThread(thread.id ?? '', options);
    const third = await resumed.run('three');
    expect([first, second, third].map(({ finalResponse }) => finalResponse)).toEqual(['Hello', 'Hello', 'Hello']);
    expect(
      workspace.server.requests.map(({ body }) => JSON.stringify(body.input).match(/"(?:one|two|three)"/g)),
    ).toEqual([['"one"'], ['"one"', '"two"'], ['"one"', '"two"', '"three"']]);
  });

  it('aborts, and nothing of the turn goes on', async () => {
    const cmd = 'exec 3> alive; echo here >&3; sleep 600';
    await using workspace = await Workspace.create([reply(functionCall('c1', 'exec_command', { cmd }))]);
    spawnSync('mkfifo', [join(workspace.directory, 'alive')]);
    const codex = await officialCodex(workspace);
    const thread = codex.startThread({ workingDirectory: workspace.directory, sandboxMode: 'danger-full-access' });
    const abort = new AbortController();
    const alive = createReadStream(join(workspace.directory, 'alive'));
    const gone = new Promise<void>((resolve) => alive.once('end', () => resolve()));
    alive.once('data', () => abort.abort());
    const turn = async (): Promise<void> => {
      const { events } = await thread.runStreamed('x', { signal: abort.signal });
      for await (const event of events) expect(event.type).not.toBe('turn.completed');
    };
    await expect(turn()).rejects.toMatchObject({ name: 'AbortError' });
    await gone;
  });
});
