import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ApprovalDecision, ApprovalHandler, ApprovalRequest, Codex, Thread } from '../../src/index.js';
import { customToolCall, functionCall, message, reply } from '../support/responses-server/replies.mjs';
import type { Reply } from '../support/responses-server/wire.mjs';
import { Workspace } from '../support/workspace.js';

const readOnly = { sandboxMode: 'read-only' } as const;
const interrupted = { code: 'turn-interrupted' };
const escalated = (cmd: string, more: object = {}): Reply =>
  reply(
    functionCall('c1', 'exec_command', {
      cmd,
      login: false,
      sandbox_permissions: 'require_escalated',
      justification: 'May I?',
      ...more,
    }),
  );
const patch = (text: string): Reply =>
  reply(customToolCall('c1', 'apply_patch', `*** Begin Patch\n${text}\n*** End Patch\n`));
const done = reply(message('done'));

/** A codex that answers every question alike, or as a function says, and the questions it was asked. */
function answering(
  workspace: Workspace,
  answer: ApprovalDecision | ApprovalHandler,
  userConfig: 'load' | 'ignore' = 'ignore',
): { readonly codex: Codex; readonly asked: ApprovalRequest[] } {
  const asked: ApprovalRequest[] = [];
  const codex = workspace.codex({
    userConfig,
    approvals: (request, context) => {
      asked.push(request);
      return typeof answer === 'function' ? answer(request, context) : answer;
    },
  });
  return { codex, asked };
}

function startThread(codex: Codex, workspace: Workspace): Thread {
  return codex.startThread({ workingDirectory: workspace.directory, ...readOnly });
}

function outputs(workspace: Workspace): readonly unknown[] {
  const input = workspace.server.requests.at(-1)?.body.input ?? [];
  return input.filter(({ type }) => String(type).endsWith('call_output')).map(({ output }) => output);
}

describe.runIf(process.platform === 'linux')('a question', () => {
  it('about a command says what would run, where and why, what it does, and what may be answered', async () => {
    await using workspace = await Workspace.create([
      escalated('cat notes.txt && rg todo src', { workdir: 'sub', prefix_rule: ['rg', 'todo'] }),
      done,
    ]);
    await mkdir(join(workspace.directory, 'sub'));
    const { codex, asked } = answering(workspace, 'decline');
    const thread = startThread(codex, workspace);
    await thread.run('go');
    expect(asked).toEqual([
      {
        kind: 'command',
        threadId: thread.id,
        turnId: expect.any(String),
        callId: 'c1',
        cwd: join(workspace.directory, 'sub'),
        command: ['/bin/bash', '-c', 'cat notes.txt && rg todo src'],
        reason: 'May I?',
        actions: [
          { type: 'read', command: 'cat notes.txt', name: 'notes.txt', path: 'notes.txt' },
          { type: 'search', command: 'rg todo src', query: 'todo', path: 'src' },
        ],
        availableDecisions: [
          'accept',
          'acceptForSession',
          { acceptWithRule: { prefix: ['cat', 'notes.txt'] } },
          'decline',
          'cancel',
        ],
      },
    ]);
  });

  it('about a patch shows the diff of every file', async () => {
    await using workspace = await Workspace.create(
      [patch('*** Update File: old.txt\n@@\n-one\n+two\n*** Add File: new.txt\n+fresh'), done],
      { 'old.txt': 'one\n' },
    );
    const { codex, asked } = answering(workspace, 'decline');
    const thread = startThread(codex, workspace);
    const { items } = await thread.run('go');
    expect(asked).toEqual([
      {
        kind: 'patch',
        threadId: thread.id,
        turnId: expect.any(String),
        callId: 'c1',
        cwd: workspace.directory,
        changes: [
          {
            path: join(workspace.directory, 'new.txt'),
            kind: 'add',
            diff: 'diff --git a/new.txt b/new.txt\nnew file mode 100644\n--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1,1 @@\n+fresh\n',
          },
          {
            path: join(workspace.directory, 'old.txt'),
            kind: 'update',
            diff: 'diff --git a/old.txt b/old.txt\n--- a/old.txt\n+++ b/old.txt\n@@ -1,1 +1,1 @@\n-one\n+two\n',
          },
        ],
        availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
      },
    ]);
    expect(items.map(({ type }) => type)).toEqual(['agent_message']);
  });

  it('may be answered late, long after other calls of the turn have ended', async () => {
    await using workspace = await Workspace.create([
      reply(
        functionCall('c1', 'exec_command', { cmd: 'echo out', login: false, sandbox_permissions: 'require_escalated' }),
        functionCall('c2', 'exec_command', { cmd: 'echo quick', login: false }),
      ),
      done,
    ]);
    let answer: (decision: ApprovalDecision) => void = () => undefined;
    const { codex } = answering(workspace, () => new Promise<ApprovalDecision>((resolve) => (answer = resolve)));
    const { events } = await startThread(codex, workspace).runStreamed('go');
    const shown: unknown[] = [];
    for await (const event of events) {
      if (event.type !== 'item.completed' || event.item.type !== 'command_execution') continue;
      shown.push(event.item.aggregated_output);
      answer('accept');
    }
    expect(shown).toEqual(['quick\n', 'out\n']);
  });

  it('is withdrawn when the turn is interrupted, and an answer that comes afterwards changes nothing', async () => {
    await using workspace = await Workspace.create([escalated('echo out'), escalated('echo out'), done]);
    let late: (decision: ApprovalDecision) => void = () => undefined;
    const withdrawn: boolean[] = [];
    const { codex, asked } = answering(workspace, (_, { signal }) => {
      if (asked.length > 1) return 'decline';
      signal.addEventListener('abort', () => withdrawn.push(true));
      setImmediate(() => thread.interrupt());
      return new Promise<ApprovalDecision>((resolve) => (late = resolve));
    });
    const thread = startThread(codex, workspace);
    await expect(thread.run('go')).rejects.toMatchObject(interrupted);
    late('acceptForSession');
    await thread.run('again');
    expect([withdrawn, asked.length]).toEqual([[true], 2]);
  });

  it('is declined with an event when nobody answers', async () => {
    await using workspace = await Workspace.create([escalated('echo out'), done]);
    const thread = workspace
      .codex()
      .startThread({ workingDirectory: workspace.directory, approvalPolicy: 'on-request', ...readOnly });
    const { items } = await thread.run('go');
    expect(items.map(({ type }) => type)).toEqual(['error', 'agent_message']);
  });

  it.each<[string, ApprovalHandler]>([
    [
      'a handler that throws',
      () => {
        throw new Error('broken handler');
      },
    ],
    ['something that is no decision', () => 'yes' as never],
    ['a rule that would allow everything', () => ({ acceptWithRule: { prefix: ['bash'] } })],
  ])('that is answered by %s is declined, and the turn goes on', async (_, answer) => {
    await using workspace = await Workspace.create([escalated('echo out'), done]);
    const { codex } = answering(workspace, answer);
    const { items } = await startThread(codex, workspace).run('go');
    expect(items.map(({ type }) => type)).toEqual(['agent_message']);
    expect(outputs(workspace)).toEqual([expect.stringContaining('rejected by user')]);
  });

  it('about a patch takes no rule', async () => {
    await using workspace = await Workspace.create([patch('*** Add File: new.txt\n+fresh'), done]);
    const { codex } = answering(workspace, { acceptWithRule: { prefix: ['ls'] } });
    await startThread(codex, workspace).run('go');
    expect(outputs(workspace)).toEqual(['patch rejected by user']);
  });
});

describe.runIf(process.platform === 'linux')('what is accepted for the session', () => {
  it('is not asked again for the identical command in the same directory, and is asked for any other', async () => {
    await using workspace = await Workspace.create([
      escalated('echo out'),
      escalated('echo out'),
      escalated('echo out', { workdir: '/' }),
      escalated('echo other'),
      done,
      escalated('echo out'),
      done,
    ]);
    const { codex, asked } = answering(workspace, 'acceptForSession');
    const thread = startThread(codex, workspace);
    await thread.run('go');
    await thread.run('again');
    expect(asked.map((request) => [request.cwd, request.kind === 'command' && request.command[2]])).toEqual([
      [workspace.directory, 'echo out'],
      ['/', 'echo out'],
      [workspace.directory, 'echo other'],
    ]);
  });

  it('is asked again in another thread', async () => {
    await using workspace = await Workspace.create([escalated('echo out'), done, escalated('echo out'), done]);
    const { codex, asked } = answering(workspace, 'acceptForSession');
    await startThread(codex, workspace).run('go');
    await startThread(codex, workspace).run('go');
    expect(asked).toHaveLength(2);
  });

  it('covers later patches of the same files', async () => {
    await using workspace = await Workspace.create([
      patch('*** Add File: new.txt\n+one'),
      patch('*** Update File: new.txt\n@@\n-one\n+two'),
      patch('*** Add File: other.txt\n+one'),
      done,
    ]);
    const { codex, asked } = answering(workspace, 'acceptForSession');
    await startThread(codex, workspace).run('go');
    expect([asked.length, await workspace.read('new.txt')]).toEqual([2, 'two\n']);
  });

  it('lets a command that the sandbox stood in the way of run again without another question', async () => {
    const touch = (name: string): Reply =>
      reply(functionCall('c1', 'exec_command', { cmd: `touch ${name}`, login: false }));
    await using workspace = await Workspace.create([touch('mark'), touch('mark'), done]);
    const { codex, asked } = answering(workspace, 'acceptForSession');
    const thread = codex.startThread({
      workingDirectory: workspace.directory,
      approvalPolicy: 'on-failure',
      ...readOnly,
    });
    const { items } = await thread.run('go');
    expect(asked).toHaveLength(1);
    expect(items.flatMap((item) => (item.type === 'command_execution' ? [item.exit_code] : []))).toEqual([1, 0, 1, 0]);
    expect(outputs(workspace).every((output) => String(output).includes('exited with code 0'))).toBe(true);
  });
});

describe.runIf(process.platform === 'linux')('what is accepted with a rule', () => {
  const offered: ApprovalHandler = ({ availableDecisions }) =>
    availableDecisions.find((decision) => typeof decision === 'object') ?? 'decline';

  it('is written to the rules of the user and holds at once, here and in later processes', async () => {
    await using workspace = await Workspace.create([
      escalated('touch one', { prefix_rule: ['touch'] }),
      reply(functionCall('c1', 'exec_command', { cmd: 'touch two', login: false })),
      done,
      reply(functionCall('c1', 'exec_command', { cmd: 'touch three', login: false })),
      done,
    ]);
    const { codex, asked } = answering(workspace, offered, 'load');
    await startThread(codex, workspace).run('go');
    const later = workspace.codex({ userConfig: 'load' });
    await startThread(later, workspace).run('go');
    expect(asked).toHaveLength(1);
    expect(['one', 'two', 'three'].map((name) => existsSync(join(workspace.directory, name)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(await readFile(join(workspace.codexHome, 'rules/default.rules'), 'utf8')).toBe(
      'prefix_rule(pattern=["touch"], decision="allow")\n',
    );
  });

  it('stays in memory when the configuration of the user is ignored', async () => {
    await using workspace = await Workspace.create([
      escalated('touch one', { prefix_rule: ['touch'] }),
      escalated('touch two'),
      done,
    ]);
    const { codex, asked } = answering(workspace, offered);
    await startThread(codex, workspace).run('go');
    expect([asked.length, existsSync(join(workspace.codexHome, 'rules'))]).toEqual([1, false]);
  });

  it('holds for the thread, and is reported, when it cannot be written', async () => {
    await using workspace = await Workspace.create([
      escalated('touch one', { prefix_rule: ['touch'] }),
      escalated('touch two'),
      done,
    ]);
    await mkdir(join(workspace.codexHome, 'rules/default.rules'), { recursive: true });
    const { codex, asked } = answering(workspace, offered, 'load');
    const { items } = await startThread(codex, workspace).run('go');
    expect(asked).toHaveLength(1);
    expect(items.map(({ type }) => type)).toEqual(['error', 'command_execution', 'command_execution', 'agent_message']);
    expect(items[0]).toMatchObject({ message: expect.stringMatching(/^the rule holds for this thread only: /) });
  });
});

describe.runIf(process.platform === 'linux')('rules that cannot be used', () => {
  it.each([
    ['that are wrong', 'prefix_rule(pattern=[])\n', 'mine.rules:1:21: '],
    ['that are no text', '\u00ff', 'mine.rules'],
  ])('%s stop every command, and say so', async (_, text, place) => {
    await using workspace = await Workspace.create([
      reply(functionCall('c1', 'exec_command', { cmd: 'touch mark', login: false })),
      done,
    ]);
    await mkdir(join(workspace.codexHome, 'rules'));
    await writeFile(join(workspace.codexHome, 'rules/mine.rules'), Buffer.from(text, 'latin1'));
    const thread = workspace
      .codex({ userConfig: 'load' })
      .startThread({ workingDirectory: workspace.directory, sandboxMode: 'danger-full-access' });
    const { items } = await thread.run('go');
    expect(items[0]).toEqual({ id: 'item_0', type: 'error', message: expect.stringContaining(place) });
    expect([outputs(workspace), existsSync(join(workspace.directory, 'mark'))]).toEqual([
      ['exec_command failed: CreateProcess { message: "Rejected(\\"the rules of the user cannot be read\\")" }'],
      false,
    ]);
  });
});

describe.runIf(process.platform === 'linux')('the items of a patch', () => {
  it.each([
    [
      true,
      'diff --git a/new.txt b/new.txt\nnew file mode 100644\n--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1,1 @@\n+fresh\n',
    ],
    [false, undefined],
  ])('with `diffs: %s`', async (diffs, diff) => {
    await using workspace = await Workspace.create([patch('*** Add File: new.txt\n+fresh'), done]);
    const thread = workspace
      .codex()
      .startThread({ workingDirectory: workspace.directory, sandboxMode: 'workspace-write' });
    const items: unknown[] = [];
    for await (const event of (await thread.runStreamed('go', { diffs })).events) {
      if ('item' in event && event.item.type === 'file_change') items.push(event.item.changes);
    }
    const change = { path: join(workspace.directory, 'new.txt'), kind: 'add' };
    expect(items).toEqual(Array(2).fill([diff === undefined ? change : { ...change, diff }]));
  });
});
