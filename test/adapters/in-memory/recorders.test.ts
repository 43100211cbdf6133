import { describe, expect, it } from 'vitest';
import { RecordingLogger } from '../../../src/adapters/in-memory/recording-logger.js';
import { RecordingNotifier } from '../../../src/adapters/in-memory/recording-notifier.js';
import { RecordingTelemetry } from '../../../src/adapters/in-memory/recording-telemetry.js';
import { SilentLogger } from '../../../src/adapters/in-memory/silent-logger.js';
import { SilentNotifier } from '../../../src/adapters/in-memory/silent-notifier.js';
import { SilentTelemetry } from '../../../src/adapters/in-memory/silent-telemetry.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { Logger } from '../../../src/ports/logger.js';
import type { Notification, Notifier } from '../../../src/ports/notifier.js';
import type { Telemetry } from '../../../src/ports/telemetry.js';

const cwd = parseAbsolutePath('/work');
if (!cwd.ok) throw new Error('expected an absolute path');
const notification: Notification = { type: 'turn-failed', threadId: 't', turnId: 'u', cwd: cwd.value, message: 'no' };

describe('the recording doubles', () => {
  it('keep what was logged', () => {
    const logger = new RecordingLogger();
    logger.log('warn', 'careful');
    logger.log('debug', 'look', { at: 1 });
    expect(logger.entries).toEqual([
      { level: 'warn', message: 'careful' },
      { level: 'debug', message: 'look', details: { at: 1 } },
    ]);
  });

  it('keep what was notified and whether they were closed', async () => {
    const notifier = new RecordingNotifier();
    notifier.notify(notification);
    expect([notifier.notifications, notifier.closed]).toEqual([[notification], false]);
    await notifier.close();
    expect(notifier.closed).toBe(true);
  });

  it('keep spans in the order of their starts, ended or not', () => {
    const telemetry = new RecordingTelemetry();
    const turn = telemetry.startSpan('turn', { model: 'm', attempt: 1 });
    telemetry.startSpan('sample', {});
    turn.end('error', { attempt: 2 });
    expect(telemetry.spans).toEqual([
      { name: 'turn', attributes: { model: 'm', attempt: 2 }, outcome: 'error' },
      { name: 'sample', attributes: {} },
    ]);
    expect(() => turn.end('ok')).toThrow('the span `turn` was ended twice');
  });
});

it('the silent doubles take everything and do nothing', () => {
  const logger: Logger = new SilentLogger();
  const notifier: Notifier = new SilentNotifier();
  const telemetry: Telemetry = new SilentTelemetry();
  logger.log('error', 'no');
  notifier.notify(notification);
  telemetry.startSpan('tool', {}).end('ok');
});
