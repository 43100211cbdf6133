import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebhookNotifier } from '../../examples/05-webhook-notifier/webhook-notifier.mjs';
import { parseAbsolutePath } from '../../src/domain/paths/absolute-path.js';
import { describeNotifier, type NotifierScenario } from '../../src/testing/describe-notifier.js';

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
