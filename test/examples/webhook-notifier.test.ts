import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebhookNotifier } from '../../examples/05-webhook-notifier/webhook-notifier.mjs';
import { parseAbsolutePath } from '../../src/domain/paths/absolute-path.js';
import { createCodex } from '../../src/index.js';
import { describeNotifier, type NotifierScenario } from '../../src/testing/describe-notifier.js';
import { message, reply } from '../support/responses-server/replies.mjs';
import { startResponsesServer } from '../support/responses-server/responses-server.mjs';

describe('WebhookNotifier', () => {
  describeNotifier({ test: it }, 'WebhookNotifier', async (scenario) => {
    const hook = await startHook(scenario);
    if (scenario === 'missing') await hook.stop();
    return {
      notifier: new WebhookNotifier(hook.url, ignore),
      arrived: async () => hook.bodies.length,
      cleanUp: hook.stop,
    };
  });

  it('posts what happened as JSON', async () => {
    const hook = await startHook('works');
    const notifier = new WebhookNotifier(hook.url, ignore);
    const cwd = parseAbsolutePath('/');
    if (!cwd.ok) throw new Error('the root should be an absolute path');
    notifier.notify({ type: 'turn-failed', threadId: 't1', turnId: 'u1', cwd: cwd.value, message: 'no "quota"\nleft' });
    await notifier.close();
    await hook.stop();
    expect(hook.bodies).toEqual([{ event: 'turn-failed', thread: 't1', text: 'no "quota"\nleft' }]);
  });
});

function ignore(): void {
  // What went wrong is part of these scenarios.
}

describe('a turn with the webhook', () => {
  it('posts its final message before `close` settles', async () => {
    const [hook, server] = [await startHook('works'), await startResponsesServer([reply(message('All "done"'))])];
    const directory = await mkdtemp(join(tmpdir(), 'webhook-'));
    const codex = createCodex({
      codexHome: join(directory, 'home'),
      userConfig: 'ignore',
      adapters: { notifier: new WebhookNotifier(hook.url, ignore) },
      config: {
        model_provider: 'scripted',
        model_providers: { scripted: { name: 'Scripted', base_url: server.url, wire_api: 'responses' } },
      },
    });
    const thread = codex.startThread({ workingDirectory: directory, sandboxMode: 'read-only', skipGitRepoCheck: true });
    await thread.run('Go on');
    await codex.close();
    await Promise.all([hook.stop(), server.close(), rm(directory, { recursive: true })]);
    expect(hook.bodies).toEqual([{ event: 'turn-complete', thread: thread.id, text: 'All "done"' }]);
  });
});

interface Hook {
  readonly url: string;
  readonly bodies: readonly unknown[];
  readonly stop: () => Promise<void>;
}

async function startHook(scenario: NotifierScenario): Promise<Hook> {
  const bodies: unknown[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    bodies.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (scenario === 'works') response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, bodies, stop: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
