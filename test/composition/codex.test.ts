import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { FixedEnvironment } from '../../src/adapters/in-memory/fixed-environment.js';
import { InMemoryFileSystem } from '../../src/adapters/in-memory/in-memory-file-system.js';
import { InMemorySandbox } from '../../src/adapters/in-memory/in-memory-sandbox.js';
import { InMemoryThreadStore } from '../../src/adapters/in-memory/in-memory-thread-store.js';
import { Codex } from '../../src/composition/codex.js';
import type { AdapterOverrides, CodexOptions } from '../../src/composition/codex-options.js';
import type { Model } from '../../src/ports/model.js';
import { Gate } from '../../src/testing/gate.js';
import { ScriptedModel } from '../../src/testing/scripted-model.js';
import { scriptFunctionCall, scriptMessage } from '../../src/testing/scripted-reply.js';
import { absolute, failureOf } from '../application/support/build.js';

/** Answers everything with one word. */
const agreeable: Model = {
  async *stream() {
    yield* scriptMessage('ok');
    yield { type: 'completed' };
  },
};

/** A `Codex` in memory. */
function codexWith(adapters: AdapterOverrides = {}, options: CodexOptions = {}): Codex {
  return new Codex({
    userConfig: 'ignore',
    ...options,
    adapters: {
      model: agreeable,
      fileSystem: new InMemoryFileSystem({ '/repo/.git/HEAD': 'ref', '/tmp': { type: 'directory' } }),
      environment: new FixedEnvironment({ workingDirectory: absolute('/repo') }),
      threadStore: new InMemoryThreadStore(),
      sandbox: new InMemorySandbox(),
      ...adapters,
    },
  });
}

/** Collects garbage, and lets what depends on it happen. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (typeof collect === 'function') collect();
  }
}

describe('Codex', () => {
  it('does nothing until it is needed, and nothing to close it then', async () => {
    const touched: string[] = [];
    const adapters: AdapterOverrides = {
      sandbox: (shipped) => {
        touched.push('sandbox');
        return shipped;
      },
    };
    const codex = codexWith(adapters);
    codex.startThread();
    await codex.close();
    expect(touched).toEqual([]);
  });

  it('keeps threads apart, and lists them', async () => {
    const codex = codexWith();
    const threads = [codex.startThread(), codex.startThread()];
    await Promise.all(threads.map((thread) => thread.run('hi')));
    const listed = (await codex.listThreads()).map(({ threadId }) => threadId);
    expect([...listed].sort()).toEqual(threads.map(({ id }) => id).sort());
    await codex.close();
  });

  it('does not hold on to threads that nobody uses any more', async () => {
    const codex = codexWith();
    const dropped = await (async () => {
      const thread = codex.startThread({ ephemeral: true });
      await thread.run('hi');
      return new WeakRef(thread);
    })();
    await collectGarbage();
    expect(dropped.deref()).toBeUndefined();
    await codex.close();
  });

  it('refuses everything once it is closed, threads that it made included', async () => {
    const codex = codexWith();
    const [used, unused] = [codex.startThread(), codex.startThread()];
    await used.run('hi');
    await codex.close();
    const refused = await Promise.all(
      [
        () => used.run('more'),
        () => unused.run('hi'),
        () => used.describe(),
        () => codex.startThread(),
        () => codex.resumeThread('x'),
        () => codex.listThreads(),
        () => codex.doctor(),
        () => codex.configuration(),
        () => codex.runSandboxed({ command: ['ls'] }),
      ].map((work) => failureOf(work)),
    );
    expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'closed'));
  });
});

describe('closing a Codex', () => {
  it('can be done again, and at the same time', async () => {
    const codex = codexWith();
    await codex.startThread().run('hi');
    await Promise.all([codex.close(), codex.close(), codex[Symbol.asyncDispose]()]);
  });

  it('interrupts every running turn', async () => {
    const gates = [new Gate(), new Gate()];
    const model = new ScriptedModel(gates.map((gate) => [{ type: 'wait', gate }]));
    const codex = codexWith({ model });
    const running = gates.map(() => failureOf(() => codex.startThread().run('hi')));
    await Promise.all(gates.map((gate) => gate.reached));
    await codex.close();
    expect((await Promise.all(running)).map(({ code }) => code)).toEqual(['turn-interrupted', 'turn-interrupted']);
  });

  it('while a thread is being opened ends its turn', async () => {
    const codex = codexWith();
    const running = failureOf(() => codex.startThread().run('hi'));
    await codex.close();
    expect(['closed', 'turn-interrupted']).toContain((await running).code);
  });

  it('kills what runs in the background', async () => {
    let ended = '';
    const sandbox = new InMemorySandbox([
      {
        argv: () => true,
        run: async (io) => {
          const outcome = await io.untilKilled();
          ended = outcome.kind;
          return outcome;
        },
      },
    ]);
    const call = scriptFunctionCall({
      callId: 'c',
      name: 'exec_command',
      arguments: { cmd: 'serve', yield_time_ms: 250 },
    });
    const codex = codexWith({ sandbox, model: new ScriptedModel([call, scriptMessage('It runs.')]) });
    await codex.startThread({ sandboxMode: 'danger-full-access' }).run('go');
    await codex.close();
    expect(ended).toBe('aborted');
  });

  it.each<[string, () => Promise<void>]>([
    ['rejects', () => Promise.reject(new Error('cannot close'))],
    ['throws', throwing],
  ])('closes the rest although an adapter %s', async (_, close) => {
    const model = new ScriptedModel([scriptMessage('ok')]);
    const sandbox = new InMemorySandbox();
    sandbox.close = close;
    const codex = codexWith({ sandbox, model });
    await codex.startThread().run('hi');
    await codex.close();
    expect(model.closed).toBe(true);
  });

  it('at any moment of a turn ends, and leaves the session free', async () => {
    for (let moment = 0; moment < 60; moment += 3) {
      const threadStore = new InMemoryThreadStore();
      const codex = codexWith({ threadStore });
      const thread = codex.startThread();
      const running = thread.run('hi').catch(() => undefined);
      for (let tick = 0; tick < moment; tick += 1) await Promise.resolve();
      await codex.close();
      await running;
      const another = codexWith({ threadStore });
      if (thread.id !== null) expect((await another.resumeThread(thread.id).run('go on')).finalResponse).toBe('ok');
      await another.close();
    }
  });
});

function throwing(): never {
  throw new Error('cannot close');
}
