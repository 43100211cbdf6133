import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConfigSource, ThreadOptions } from '../../src/index.js';
import { message, reply } from '../support/responses-server/replies.mjs';
import { Workspace } from '../support/workspace.js';

describe('threads that are started in the same moment', () => {
  it('read the configuration once for all that have their options in common, and anew for the next ones', async () => {
    await using workspace = await Workspace.create(() => reply(message('Done.')));
    const loads: string[] = [];
    const counting = (shipped: ConfigSource): ConfigSource => ({
      load: (request) => {
        loads.push(request.cwd);
        return shipped.load(request);
      },
    });
    const codex = workspace.codex({ userConfig: 'load', adapters: { configSource: counting } });
    const run = (options: ThreadOptions = {}) =>
      codex.startThread({ workingDirectory: workspace.directory, ...options }).run('go');
    const turns = await Promise.all([...Array.from({ length: 20 }, () => run()), run({ model: 'other' })]);
    expect(new Set(turns.map(({ finalResponse }) => finalResponse))).toEqual(new Set(['Done.']));
    expect(loads).toHaveLength(2);
    await writeFile(join(workspace.codexHome, 'config.toml'), 'model = "written"');
    await run();
    expect([loads.length, workspace.server.requests.at(-1)?.body.model]).toEqual([3, 'written']);
    const models = workspace.server.requests.map(({ body }) => body.model);
    expect(models.filter((model) => model === 'other')).toHaveLength(1);
    expect(new Set(workspace.server.requests.map(({ body }) => body.prompt_cache_key)).size).toBe(22);
  });
});
