import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileLock } from '../../../src/adapters/bubblewrap/file-lock.js';
import { describeOnLinux } from './support/on-linux.js';

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
  ])('that %s is taken over once nobody can hold it any more', (_what, content) => {
    writeFileSync(path, content);
    const start = performance.now();
    const held = new FileLock(path, 'own', inAnHour).hold(() => existsSync(path));
    expect({ held, waited: performance.now() - start > 1_000, left: existsSync(path) }).toEqual({
      held: true,
      waited: false,
      left: false,
    });
  });
});
