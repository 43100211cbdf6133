// @ts-check
// Tells a web address about everything that a person may want to know, instead of the notifiers that are shipped.
//
//   OPENAI_API_KEY=… WEBHOOK_URL=https://example.com/hook node main.mjs "Summarise the README"
import { createCodex } from 'codex-sdk';
import { WebhookNotifier } from './webhook-notifier.mjs';

const url = process.env.WEBHOOK_URL;
if (url === undefined) throw new Error('set `WEBHOOK_URL` to the address that is to be told');

const codex = createCodex({ adapters: { notifier: new WebhookNotifier(url) } });
try {
  const thread = codex.startThread({ sandboxMode: 'read-only', skipGitRepoCheck: true });
  const turn = await thread.run(process.argv[2] ?? 'What is in this directory?');
  console.log(turn.finalResponse);
} finally {
  // Also waits for the last notification, up to a second.
  await codex.close();
}
