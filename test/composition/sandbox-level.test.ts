import { expect, it } from 'vitest';
import { type CodexOptions, createCodex } from '../../src/index.js';
import { describeOnLinux } from '../adapters/bubblewrap/support/on-linux.js';
import { failureOf } from '../application/support/build.js';

describeOnLinux('the level of the sandbox', () => {
  /** Whether a plan closes what only the hardened level closes. */
  async function isHardened(options: CodexOptions): Promise<boolean> {
    await using codex = createCodex({ userConfig: 'ignore', ...options });
    const { plan } = await codex.planSandboxed({ command: ['true'], permissionProfile: ':read-only' });
    return plan.argv.includes('--disable-userns');
  }

  it.each<[string, CodexOptions, boolean]>([
    ['is hardened by default', {}, true],
    ['is what the configuration says', { config: { sandbox_level: 'compatibility' } }, false],
    ['is what `-c` says', { configOverrides: ['sandbox_level=compatibility'] }, false],
    [
      'is what the program says that embeds the agent, whatever the configuration says',
      { config: { sandbox_level: 'compatibility' }, sandbox: { level: 'hardened' } },
      true,
    ],
    ['is what the option says', { sandbox: { level: 'compatibility' } }, false],
  ])('%s', async (_, options, expected) => {
    expect(await isHardened(options)).toBe(expected);
  });

  it('is none when the configuration names another one', async () => {
    expect(await failureOf(() => isHardened({ config: { sandbox_level: 'none' } }))).toMatchObject({
      code: 'invalid-config',
    });
  });
});
