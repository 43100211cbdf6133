// @ts-check

const MAX_PENDING = 8;
const REQUEST_LIMIT_MS = 5_000;
const CLOSE_GRACE_MS = 800;

/** @typedef {import('codex-sdk').Notifier} Notifier */
/** @typedef {Parameters<Notifier['notify']>[0]} Notification */

/**
 * Posts every notification as JSON to a web address. A server that is slow or away is not noticed by the turn.
 *
 * @implements {Notifier}
 */
export class WebhookNotifier {
  #url;
  #report;
  /** @type {Set<Promise<void>>} */
  #pending = new Set();
  #end = new AbortController();

  /**
   * @param {string} url
   * @param {(problem: string) => void} [report] is told what went wrong; prints it by default
   */
  constructor(url, report = console.error) {
    this.#url = url;
    this.#report = report;
  }

  /** @param {Notification} notification */
  notify(notification) {
    // A server that does not answer must not make requests pile up.
    if (this.#end.signal.aborted || this.#pending.size >= MAX_PENDING) return;
    const request = this.#post(notification)
      .catch((error) => this.#report(`the webhook was not told: ${error}`))
      .finally(() => this.#pending.delete(request));
    this.#pending.add(request);
  }

  async close() {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const grace = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_GRACE_MS);
    });
    await Promise.race([Promise.all(this.#pending), grace]);
    clearTimeout(timer);
    this.#end.abort();
  }

  /** @param {Notification} notification */
  async #post(notification) {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event: notification.type, thread: notification.threadId, text: textOf(notification) }),
      signal: AbortSignal.any([this.#end.signal, AbortSignal.timeout(REQUEST_LIMIT_MS)]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
  }
}

/**
 * The words of a model, a repository or a command: JSON carries them safely, but whoever shows them has to escape them.
 *
 * @param {Notification} notification
 */
function textOf(notification) {
  switch (notification.type) {
    case 'turn-complete':
      return (notification.lastAgentMessage ?? 'done').slice(0, 2_000);
    case 'approval-requested':
      return notification.summary.slice(0, 2_000);
    case 'turn-failed':
      return notification.message.slice(0, 2_000);
  }
}
