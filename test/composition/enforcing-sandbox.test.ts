import { expect, it } from 'vitest';
import { enforcingSandbox } from '../../src/composition/enforcing-sandbox.js';

it.each([
  ['linux', 'bubblewrap'],
  ['macos', 'seatbelt'],
  ['windows', 'windows'],
] as const)('the sandbox for %s is %s', async (platform, name) => {
  const sandbox = await enforcingSandbox(platform)?.({ level: 'hardened' });
  const capabilities = await sandbox?.probe();
  await sandbox?.close?.();
  expect(capabilities?.sandbox).toContain(name);
});

it('there is no sandbox for other platforms', () => {
  expect(enforcingSandbox('other')).toBeUndefined();
});
