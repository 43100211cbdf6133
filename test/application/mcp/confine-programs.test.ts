import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BubblewrapSandbox } from '../../../src/adapters/bubblewrap/bubblewrap-sandbox.js';
import { NodeFileSystem } from '../../../src/adapters/node/node-file-system.js';
import { confinePrograms, type ProgramConfinement } from '../../../src/application/mcp/confine-programs.js';
import { builtInProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import { materializeProfile } from '../../../src/domain/permissions/materialize.js';
import { callTool, McpBench, never, oddServer, serverAt } from '../../adapters/mcp-client/support/mcp-bench.js';

const sandbox = new BubblewrapSandbox();
afterAll(() => sandbox.close());

function confinement(bench: McpBench, id: ':read-only' | ':workspace'): ProgramConfinement {
  const context = { cwd: bench.directory, workspaceRoots: [bench.directory] };
  const profile = materializeProfile(builtInProfile(id), context.workspaceRoots);
  return confinePrograms({ profile, context }, { sandbox, fileSystem: new NodeFileSystem() });
}

const text = (value: string): unknown => expect.objectContaining({ text: value });

describe.runIf(process.platform === 'linux')('an MCP server with a permission profile', () => {
  it.each([
    [':read-only', '"EROFS"', false],
    [':workspace', '"written"', true],
  ] as const)('under %s: writing to its directory says %s', async (id, said, written) => {
    await using bench = await McpBench.create();
    const transport = { ...oddServer('writes'), permissions: id };
    const source = bench.source([serverAt(transport)], { confinements: new Map([[id, confinement(bench, id)]]) });
    expect((await source.offer(never)).problems).toEqual([]);
    const { output } = await callTool(source, 'echo', { text: join(bench.directory, 'file') });
    expect(output[1]).toEqual(text(said));
    expect(existsSync(join(bench.directory, 'file'))).toBe(written);
  });

  it('is ended with the connections, however little it wants to', async () => {
    const bench = await McpBench.create();
    const transport = { ...oddServer('stays'), permissions: ':read-only' };
    const confinements = new Map([[':read-only', confinement(bench, ':read-only')]]);
    expect((await bench.source([serverAt(transport)], { confinements }).offer(never)).problems).toEqual([]);
    const startedAt = performance.now();
    await bench[Symbol.asyncDispose]();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  it('is never started without the profile that it names', async () => {
    await using bench = await McpBench.create();
    const file = join(bench.directory, 'starts');
    const transport = { ...oddServer('counts', file), permissions: 'strict' };
    expect((await bench.source([serverAt(transport)]).offer(never)).problems).toEqual([
      'MCP server `mini` is not available: permission profile `strict` cannot be enforced here, so it is not started',
    ]);
    expect(await readdir(bench.directory)).toEqual([]);
  });

  it('is not shared between threads whose profiles differ', async () => {
    await using bench = await McpBench.create();
    const transport = { ...oddServer('writes'), permissions: 'mine' };
    const said = await Promise.all(
      ([':read-only', ':workspace'] as const).map(async (id) => {
        const source = bench.source([serverAt(transport)], {
          confinements: new Map([['mine', confinement(bench, id)]]),
        });
        await source.offer(never);
        return (await callTool(source, 'echo', { text: join(bench.directory, 'file') })).output[1];
      }),
    );
    expect(said).toEqual([text('"EROFS"'), text('"written"')]);
  });
});
