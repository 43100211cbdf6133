import { existsSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileLock } from '../../../../src/adapters/bubblewrap/placeholders/file-lock.js';
import { ownIdentity, renderIdentity } from '../../../../src/adapters/bubblewrap/placeholders/process-identity.js';
import { describeOnLinux } from '../support/on-linux.js';

describeOnLinux('a lock', () => {
  let home: string;
  let path: string;
  beforeEach(() => {
    home = mkdtempSync('/var/tmp/codex-sdk-lock-');
    path = join(home, 'lock');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const inAnHour = (): number => Date.now() + 3_600_000;

  it.each([
    ['is empty', ''],
    ['names nobody', 'what is this'],
    ['names somebody in another container', '1-2-3-abcdefgh'],
  ])('that %s is taken over once nobody can hold it any more', async (_what, content) => {
    writeFileSync(path, content);
    const start = performance.now();
    const held = await new FileLock(path, 'own', inAnHour).hold(() => existsSync(path));
    expect({ held, waited: performance.now() - start > 1_000, left: existsSync(path) }).toEqual({
      held: true,
      waited: false,
      left: false,
    });
  });

  it('that somebody does not let go of keeps everybody else from acting, and says who it is', async () => {
    writeFileSync(path, `${renderIdentity(ownIdentity())}-stopped`);
    const lock = new FileLock(path, `${renderIdentity(ownIdentity())}-own`);
    const done: string[] = [];
    expect(lock.holdAtOnce(() => void done.push('at once'))).toBe(false);
    await expect(lock.hold(() => void done.push('in time'))).rejects.toThrow(`is held by process ${process.pid}`);
    expect(done).toEqual([]);
    rmSync(path);
    expect([lock.holdAtOnce(() => void done.push('afterwards')), done]).toEqual([true, ['afterwards']]);
  });

  it('of a dead owner is removed by nobody who did not make the mark, unless whoever made it is dead as well', () => {
    const dead = renderIdentity({ ...ownIdentity(), pid: 999_999_999 });
    const mark = (owner: string): void => {
      writeFileSync(path, dead);
      const { ino, ctimeNs } = lstatSync(path, { bigint: true });
      writeFileSync(`${path}.mark-${ino}-${ctimeNs}`, owner);
    };
    const lock = new FileLock(path, `${renderIdentity(ownIdentity())}-own`);
    const acts: boolean[] = [];
    for (const owner of [renderIdentity(ownIdentity()), dead]) {
      mark(owner);
      acts.push(
        lock.holdAtOnce(() => undefined) || lock.holdAtOnce(() => undefined) || lock.holdAtOnce(() => undefined),
      );
    }
    expect(acts).toEqual([false, true]);
  });
});
