import { NodeProgramLauncher } from '../../src/adapters/program-launcher/node-program-launcher.js';
import type { Notification } from '../../src/domain/notifications/notification.js';
import type { BuildNotifier } from './notifier-subject.js';
import { createRecordingProgram, type RecordedCall, until } from './recording-program.js';

/** What a real program is really called with when the notifier is told about `notification`: every call, and there should be one. */
export async function recordNotification(
  notification: Notification,
  build: BuildNotifier,
): Promise<readonly RecordedCall[]> {
  const program = await createRecordingProgram();
  const notifier = build(program.path, new NodeProgramLauncher());
  try {
    notifier.notify(notification);
    await until(async () => (await program.calls()).length > 0);
    await notifier.close?.();
    return await program.calls();
  } finally {
    await notifier.close?.();
    await program.remove();
  }
}
