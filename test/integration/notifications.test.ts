import { chmod, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { RecordingNotifier } from '../../src/testing.js';
import { createRecordingProgram, isRunning, until } from '../support/recording-program.js';
import { apiError, functionCall, message, reply, status } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

/** A program that writes its arguments to a file, one per line of JSON. */
async function recordingProgram(workspace: Workspace): Promise<{ readonly program: string; readonly record: string }> {
  const program = workspace.outside('notify.mjs');
  const record = workspace.outside('notified.jsonl');
  const source = [
    `#!${process.execPath}`,
    "import { appendFileSync } from 'node:fs';",
    `appendFileSync(${JSON.stringify(record)}, JSON.stringify({ cwd: process.cwd(), args: process.argv.slice(2) }) + '\\n');`,
  ].join('\n');
  await writeFile(program, source);
  await chmod(program, 0o755);
  return { program, record };
}

describe('notifications', () => {
  it('run the configured program with one JSON argument when a turn has ended well', async () => {
    await using workspace = await Workspace.create([reply(message('Done "well".'))]);
    const { program, record } = await recordingProgram(workspace);
    const codex = workspace.codex({ config: { notify: [program, 'first'] } });
    const thread = codex.startThread({ workingDirectory: workspace.directory });
    await thread.run('my prompt');
    await codex.close();
    const { cwd, args } = JSON.parse(await readFile(record, 'utf8')) as { cwd: string; args: string[] };
    expect(cwd).toBe(workspace.directory);
    expect(args[0]).toBe('first');
    expect(JSON.parse(args[1] ?? '')).toEqual({
      type: 'agent-turn-complete',
      'thread-id': thread.id,
      'turn-id': expect.any(String),
      cwd: workspace.directory,
      client: 'codex_sdk',
      'input-messages': ['my prompt'],
      'last-assistant-message': 'Done "well".',
    });
  });

  it('tell everything that the user said in the thread, in this process and in earlier ones, and nothing else', async () => {
    await using workspace = await Workspace.create([
      reply(message('one')),
      reply(functionCall('c1', 'exec_command', { cmd: 'true' })),
      reply(message('two')),
    ]);
    await writeFile(`${workspace.directory}/AGENTS.md`, 'Be brief.');
    const notifier = new RecordingNotifier();
    const options = { workingDirectory: workspace.directory };
    const first = workspace.codex({ adapters: { notifier } });
    const thread = first.startThread(options);
    await thread.run('the first prompt');
    await first.close();
    const again = workspace.codex({ adapters: { notifier } }).resumeThread(thread.id ?? '', options);
    for await (const event of (await again.runStreamed('the second prompt')).events) {
      if (event.type === 'item.started') await again.steer('and one more thing');
    }
    const told = notifier.notifications.map((each) => (each.type === 'turn-complete' ? each.inputMessages : each.type));
    expect(told).toEqual([['the first prompt'], ['the first prompt', 'the second prompt', 'and one more thing']]);
  });

  it('reach a notifier of the host: ends, failures and questions, but no interruptions', async () => {
    const escalated = { cmd: 'echo out', sandbox_permissions: 'require_escalated' };
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'exec_command', escalated)),
      reply(message('ok')),
      status(400, apiError('bad')),
      reply(functionCall('c2', 'exec_command', { cmd: 'sleep 60' })),
    ]);
    const notifier = new RecordingNotifier();
    const codex = workspace.codex({ adapters: { notifier }, approvals: () => 'decline' });
    const thread = codex.startThread({ workingDirectory: workspace.directory, sandboxMode: 'read-only' });
    await thread.run('one');
    await thread.run('two').catch(() => undefined);
    for await (const event of (await thread.runStreamed('three')).events) {
      if (event.type === 'item.started') thread.interrupt();
    }
    expect(notifier.notifications.map(({ type }) => type)).toEqual([
      'approval-requested',
      'turn-complete',
      'turn-failed',
    ]);
  });

  it.each(['hangs', 'floods', 'leaves'] as const)(
    'do not delay a turn, nor stay behind, when the configured program %s',
    async (behaviour) => {
      await using workspace = await Workspace.create([reply(message('one')), reply(message('two'))]);
      const program = await createRecordingProgram({ behaviour });
      const codex = workspace.codex({ config: { notify: [program.path] } });
      const thread = codex.startThread({ workingDirectory: workspace.directory });
      expect((await thread.run('go')).finalResponse).toBe('one');
      await until(async () => (await program.calls()).length > 0);
      const start = performance.now();
      expect((await thread.run('go on')).finalResponse).toBe('two');
      await codex.close();
      // The program may run for ten seconds, and `close` may take one; the rest is for a machine under load.
      expect(performance.now() - start).toBeLessThan(6_000);
      const pids = [...(await program.calls()).map(({ pid }) => pid), ...(await program.children())];
      await until(async () => !(await Promise.all(pids.map(isRunning))).includes(true));
      await program.remove();
    },
  );

  it('that go wrong do not disturb the turn', async () => {
    await using workspace = await Workspace.create([reply(message('ok')), reply(message('ok'))]);
    const broken = {
      notify: () => {
        throw new Error('broken');
      },
    };
    const codex = workspace.codex({ adapters: { notifier: broken } });
    expect((await codex.startThread({ workingDirectory: workspace.directory }).run('go')).finalResponse).toBe('ok');
    const missing = workspace.codex({ config: { notify: ['/nowhere/at/all'] } });
    expect((await missing.startThread({ workingDirectory: workspace.directory }).run('go')).finalResponse).toBe('ok');
  });
});
