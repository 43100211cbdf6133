import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CredentialFile } from '../../../src/adapters/mcp-client/credential-file.js';
import { KnownServers, type ProjectServer } from '../../../src/adapters/mcp-client/known-servers.js';
import { absolutePath, oddServer, serverAt } from './support/mcp-bench.js';

const project = absolutePath('/project');
const server = (
  name: string,
  change: Partial<ReturnType<typeof oddServer>> = {},
  source = '/project/a',
): ProjectServer => ({
  server: serverAt({ ...oddServer('plain'), ...change }, { name }),
  source,
});

async function withKnown(run: (known: KnownServers, file: string) => Promise<void>): Promise<void> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'codex-sdk-known-')));
  const file = join(directory, 'known.json');
  try {
    await run(new KnownServers(new CredentialFile(absolutePath(file))), file);
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe('KnownServers', () => {
  it('takes a project that it never saw for trusted the way it is', async () => {
    await withKnown(async (known) => {
      expect(await known.changed(project, [server('a')])).toEqual([]);
      expect(await known.changed(project, [server('a')])).toEqual([]);
    });
  });

  it.each<[string, ProjectServer]>([
    ['another program', server('a', { command: 'other' })],
    ['other arguments', server('a', { args: [] })],
    ['other variables', server('a', { env: { NODE_OPTIONS: '--require ./evil.js' } })],
    ['another inherited variable', server('a', { inheritedVariables: ['TOKEN'] })],
    ['another directory', server('a', { cwd: 'elsewhere' })],
    ['a confinement that is gone', server('a')],
    ['another name', server('b', { permissions: ':read-only' })],
    ['another file that says so', server('a', { permissions: ':read-only' }, '/project/sub/a')],
  ])('notices %s', async (_, changed) => {
    await withKnown(async (known) => {
      await known.remember(project, [server('a', { permissions: ':read-only' })]);
      expect(await known.changed(project, [changed])).toEqual([changed.server.name]);
    });
  });

  it('does not mind what does not change how a server is reached', async () => {
    await withKnown(async (known) => {
      const env = { A: '1', B: '2' };
      await known.remember(project, [server('a', { env })]);
      const slower = { ...server('a', { env: { B: '2', A: '1' } }).server, toolTimeoutMs: 1 };
      expect(await known.changed(project, [{ server: slower, source: '/project/a' }])).toEqual([]);
    });
  });

  it('knows a change once the project is trusted again, and keeps what other directories brought', async () => {
    await withKnown(async (known) => {
      const elsewhere = server('c', {}, '/project/sub/a');
      await known.remember(project, [server('a'), elsewhere]);
      await known.remember(project, [server('a', { args: [] })]);
      expect(await known.changed(project, [server('a', { args: [] }), elsewhere])).toEqual([]);
    });
  });

  it('writes no variable down', async () => {
    await withKnown(async (known, file) => {
      await known.remember(project, [server('a', { env: { TOKEN: 'very secret' } })]);
      expect(await readFile(file, 'utf8')).not.toContain('very secret');
    });
  });
});
