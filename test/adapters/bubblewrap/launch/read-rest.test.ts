import { closeSync, mkdirSync, mkdtempSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LauncherPipe, PipePool } from '../../../../src/adapters/bubblewrap/launch/pipe-pool.js';
import { readRest } from '../../../../src/adapters/bubblewrap/launch/read-rest.js';
import { describeOnLinux } from '../support/on-linux.js';

describeOnLinux('the rest of a pipe', () => {
  let state: string;
  let pool: PipePool;
  let pipe: LauncherPipe;
  beforeEach(() => {
    state = mkdtempSync('/var/tmp/codex-sdk-pipes-');
    mkdirSync(join(state, 'pipes'));
    pool = new PipePool(state);
    pipe = pool.incoming() as LauncherPipe;
  });
  afterEach(() => {
    closeSync(pipe.readEnd);
    pool.close();
    rmSync(state, { recursive: true });
  });

  const rest = (): string => {
    let text = '';
    readRest(pipe.readEnd, (bytes) => {
      text += bytes.toString('latin1');
    });
    return text;
  };

  it.each([0, 1, 16_384, 60_000])(
    'is read whole when it has %i bytes, whether the other end is open or closed',
    (length) => {
      writeSync(pipe.writeEnd, 'x'.repeat(length));
      const whileOpen = rest();
      writeSync(pipe.writeEnd, 'y'.repeat(length));
      closeSync(pipe.writeEnd);
      expect([whileOpen, rest(), rest()]).toEqual(['x'.repeat(length), 'y'.repeat(length), '']);
    },
  );
});
