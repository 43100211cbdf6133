import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CredentialFile } from '../../../src/adapters/mcp-client/credential-file.js';
import { absolutePath } from './support/mcp-bench.js';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'codex-sdk-credentials-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('CredentialFile', () => {
  it('keeps, replaces and forgets logins, in a file that only its owner may read', async () => {
    const path = join(directory, 'home', 'mcp-credentials.json');
    const file = new CredentialFile(absolutePath(path));
    expect(await file.read('a')).toBeUndefined();
    await Promise.all([file.write('a', { n: 1 }), file.write('b', { n: 2 }), file.write('a', { n: 3 })]);
    expect([await file.read('a'), await file.read('b')]).toEqual([{ n: 3 }, { n: 2 }]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await file.write('a');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ b: { n: 2 } });
    expect(await readdir(join(directory, 'home'))).toEqual(['mcp-credentials.json']);
  });

  it.each(['', 'not json', '[]', '{"a":7}', '{"__proto__":{"a":{"n":1}}}'])(
    'takes the damaged file %j for an empty one',
    async (text) => {
      const path = join(directory, 'file.json');
      await writeFile(path, text);
      expect(await new CredentialFile(absolutePath(path)).read('a')).toBeUndefined();
    },
  );

  it('makes a file that others may read private when it is next written', async () => {
    const path = join(directory, 'file.json');
    await writeFile(path, '{}', { mode: 0o644 });
    await new CredentialFile(absolutePath(path)).write('a', { n: 1 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});
