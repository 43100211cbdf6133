import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderScript } from '../../../src/adapters/windows-toast/render-script.js';
import { renderToast } from '../../../src/adapters/windows-toast/render-toast.js';
import { WindowsToastNotifier } from '../../../src/adapters/windows-toast/windows-toast-notifier.js';
import { renderNotification } from '../../../src/domain/notifications/render-notification.js';
import { describeNotifier } from '../../../src/testing/describe-notifier.js';
import { hostileNotification } from '../../support/hostile-notification.js';
import { runs } from '../../support/hostile-text.js';
import { type BuildNotifier, programSubject } from '../../support/notifier-subject.js';
import { recordNotification } from '../../support/record-notification.js';
import { turnComplete } from '../../support/turn-complete.js';

const build: BuildNotifier = (program, launcher) => new WindowsToastNotifier({ program, variables: {}, launcher });

const options = ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand'];

/** Windows takes command lines of up to 32,767 characters; the rest is left for the path of the program. */
const MAX_COMMAND_LINE = 32_000;

describe.skipIf(process.platform === 'win32')('WindowsToastNotifier', () => {
  describeNotifier({ test: it }, 'WindowsToastNotifier', (scenario) => programSubject(scenario, build));

  it('makes one call of every hostile text, with nothing of it outside of the encoded script', {
    timeout: 120_000,
  }, async () => {
    const property = fc.asyncProperty(hostileNotification, async (notification) => {
      const [call, ...more] = await recordNotification(notification, build);
      expect(more).toEqual([]);
      expect(call?.arguments).toEqual([...options, expect.stringMatching(/^[A-Za-z0-9+/]+={0,2}$/)]);
      expect(call?.input).toBe('');
      const script = Buffer.from(call?.arguments.at(-1) ?? '', 'base64').toString('utf16le');
      expect(script).toBe(renderScript(notification));
    });
    await fc.assert(property, runs(30));
  });
});

describe('renderScript', () => {
  it('is the same for every text but for base64 and a plain tag', () => {
    const frame = framed(renderScript(turnComplete('x')));
    const property = fc.property(hostileNotification, (notification) => {
      const script = renderScript(notification);
      expect(framed(script)).toBe(frame);
      expect(toastIn(script)).toBe(renderToast(notification));
      expect(script).toMatch(/^[\x20-\x7e\n]*$/);
    });
    fc.assert(property, runs(1_000));
  });

  it('fits on a command line however long the text is', () => {
    const script = renderScript(turnComplete('🧑‍🚀&\'"'.repeat(10_000)));
    const encoded = Buffer.from(script, 'utf16le').toString('base64');
    expect([...options, encoded].join(' ').length).toBeLessThan(MAX_COMMAND_LINE);
  });
});

describe('renderToast', () => {
  it('shows what happened, and the message', () => {
    expect(renderToast(turnComplete(`a < b && 'c' > "d"`))).toBe(
      '<toast><visual><binding template="ToastGeneric"><text>Codex: Turn complete</text>' +
        '<text>shop: a &lt; b &amp;&amp; &apos;c&apos; &gt; &quot;d&quot;</text></binding></visual></toast>',
    );
  });

  it('is well-formed XML with exactly two texts, whatever they are', () => {
    const property = fc.property(hostileNotification, (notification) => {
      const shape =
        /^<toast><visual><binding template="ToastGeneric"><text>([^<]*)<\/text><text>([^<]*)<\/text><\/binding><\/visual><\/toast>$/;
      const [, heading = '', message = ''] = shape.exec(renderToast(notification)) ?? [];
      const { title, subtitle, message: expected } = renderNotification(notification);
      expect(heading).toBe(`${title}: ${subtitle}`);
      expect(message).not.toMatch(/[>"']|&(?!(?:amp|lt|gt|quot|apos);)/);
      expect(unescapeXml(message)).toBe(expected);
      // The characters that XML 1.0 allows.
      expect(message).toMatch(/^[\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    });
    fc.assert(property, runs(1_000));
  });
});

function framed(script: string): string {
  return script
    .replace(/FromBase64String\('[A-Za-z0-9+/=]*'\)/, "FromBase64String('')")
    .replace(/'codex-[a-z0-9-]{0,57}'/, "''");
}

function toastIn(script: string): string {
  const [, encoded = ''] = /FromBase64String\('([^']*)'\)/.exec(script) ?? [];
  return Buffer.from(encoded, 'base64').toString('utf8');
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&apos;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}
