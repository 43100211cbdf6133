import { closeSync, mkdtempSync, readdirSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OutputPipe, OutputPipes } from '../../../src/adapters/no-sandbox/output-pipes.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codex-sdk-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const openDescriptors = (): number => readdirSync('/proc/self/fd').length;

describe.skipIf(process.platform !== 'linux')('pipes for output (on Linux)', () => {
  it('carry what is written and end with the last writer, one as well as twenty', () => {
    const pipes = new OutputPipes(() => folder);
    for (let count = 0; count < 20; count += 1) {
      const { readEnd, writeEnd } = pipes.open() as OutputPipe;
      writeSync(writeEnd, `text ${count}`);
      closeSync(writeEnd);
      const bytes = Buffer.alloc(32);
      expect(bytes.toString('utf8', 0, readSync(readEnd, bytes))).toBe(`text ${count}`);
      expect(readSync(readEnd, bytes)).toBe(0);
      closeSync(readEnd);
    }
    pipes.close();
  });

  it('have no name that others could open or that would stay behind', () => {
    const pipes = new OutputPipes(() => folder);
    const { readEnd, writeEnd } = pipes.open() as OutputPipe;
    expect(readdirSync(folder)).toEqual([]);
    for (const descriptor of [readEnd, writeEnd]) closeSync(descriptor);
    pipes.close();
  });

  it('leave no descriptor open after close', () => {
    const before = openDescriptors();
    const pipes = new OutputPipes(() => folder);
    const { readEnd, writeEnd } = pipes.open() as OutputPipe;
    for (const descriptor of [readEnd, writeEnd]) closeSync(descriptor);
    pipes.close();
    expect(openDescriptors()).toBe(before);
  });
});
