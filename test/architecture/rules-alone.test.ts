import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../fixtures/consumer/rules.mjs', import.meta.url));

describe('the rules of `codex-sdk/domain`', () => {
  it('answer in a process in which every way to the operating system throws', async () => {
    expect(await promisify(execFile)(process.execPath, [program])).toEqual({ stdout: '', stderr: '' });
  });
});
