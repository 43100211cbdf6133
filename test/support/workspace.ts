import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Codex, type CodexOptions, createCodex } from '../../src/index.js';
import { type ResponsesServer, startResponsesServer } from './responses-server/responses-server.mjs';
import type { Script } from './responses-server/wire.mjs';

/** A git repository, a Codex home and a model server of one test; everything is removed afterwards. */
export class Workspace implements AsyncDisposable {
  readonly directory: string;
  readonly codexHome: string;
  readonly server: ResponsesServer;
  readonly #base: string;
  readonly #codexes: Codex[] = [];

  private constructor(base: string, server: ResponsesServer) {
    this.#base = base;
    this.directory = join(base, 'repository');
    this.codexHome = join(base, 'home');
    this.server = server;
  }

  /** @param files Names relative to the repository and their contents. */
  static async create(script: Script, files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
    const base = await realpath(await mkdtemp(join(tmpdir(), 'codex-sdk-test-')));
    const workspace = new Workspace(base, await startResponsesServer(script));
    await mkdir(workspace.directory);
    await mkdir(workspace.codexHome);
    execFileSync('git', ['init', '--quiet', workspace.directory]);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(workspace.directory, name)), { recursive: true });
      await writeFile(join(workspace.directory, name), text);
    }
    return workspace;
  }

  /** A path beside the repository. */
  outside(name: string): string {
    return join(this.#base, name);
  }

  /** A `Codex` on this workspace's home and server, without the user's own configuration. Its temporary directory is not writable. */
  codex(options: CodexOptions = {}): Codex {
    const codex = createCodex({
      codexHome: this.codexHome,
      userConfig: 'ignore',
      env: { PATH: process.env.PATH ?? '', HOME: this.#base, SHELL: '/bin/bash' },
      ...options,
      config: {
        ...providerAt(this.server.url),
        // Everything lies below the temporary directory, which would otherwise be writable as a whole.
        sandbox_workspace_write: { exclude_slash_tmp: true },
        ...options.config,
      },
    });
    this.#codexes.push(codex);
    return codex;
  }

  read(name: string): Promise<string> {
    return readFile(join(this.directory, name), 'utf8');
  }

  /** The lines of every session file, oldest file first. */
  async sessions(): Promise<readonly (readonly Record<string, unknown>[])[]> {
    const names = await readdir(join(this.codexHome, 'sessions'), { recursive: true }).catch(() => []);
    const files = names.filter((name) => name.endsWith('.jsonl')).sort();
    return Promise.all(
      files.map(async (name) => {
        const text = await readFile(join(this.codexHome, 'sessions', name), 'utf8');
        return text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>);
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#codexes.map((codex) => codex.close()));
    await this.server.close();
    await rm(this.#base, { recursive: true, force: true });
  }
}

/** The configuration of a provider without a key at `url`. */
export function providerAt(url: string): NonNullable<CodexOptions['config']> {
  return {
    model_provider: 'loopback',
    model_providers: { loopback: { name: 'Loopback', base_url: url, wire_api: 'responses' } },
  };
}
