// @ts-check
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * @typedef {{ path: unknown, access: string }} Entry
 * @typedef {{ exitCode: number, stdout: string, stderr: string, denials: readonly { operation: string }[] }} Ran
 * @typedef {(trial: Trial) => Promise<string | undefined | void>} Check
 */

/** What a check throws when it cannot be tried here. */
export class Skipped extends Error {}

/** Makes a fresh place for every check. */
export class Bench {
  #codex;
  #home = mkdtempSync(join(tmpdir(), 'codex-sdk-verify-home-'));

  /** @param {any} entry the package */
  constructor({ createCodex }) {
    this.#codex = createCodex({ userConfig: 'ignore', codexHome: this.#home });
  }

  async capabilities() {
    const { sandbox } = await this.#codex.doctor();
    return JSON.stringify(sandbox);
  }

  /**
   * @param {Check} check
   * @returns {Promise<{ state: 'ok' | 'skipped' | 'FAILED', detail?: string }>}
   */
  async fresh(check) {
    const base = realpathSync(mkdtempSync(join(tmpdir(), 'codex-sdk-verify-')));
    try {
      const detail = await check(new Trial(this.#codex, base));
      return { state: 'ok', ...(typeof detail === 'string' ? { detail } : {}) };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { state: error instanceof Skipped ? 'skipped' : 'FAILED', detail };
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  }

  async close() {
    await this.#codex.close();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** A workspace with a directory beside it, and commands that are confined to it. */
export class Trial {
  #codex;

  /**
   * @param {any} codex
   * @param {string} base
   */
  constructor(codex, base) {
    this.#codex = codex;
    this.workspace = join(base, 'workspace');
    this.outside = join(base, 'outside');
    for (const directory of [this.workspace, this.outside]) mkdirSync(directory);
  }

  /** @param {Record<string, string>} files content by path, relative to the workspace */
  plant(files) {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.workspace, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  /**
   * Runs a script of the shell.
   *
   * @param {string} script
   * @param {{ rules?: Record<string, string>, patterns?: readonly string[], read?: 'root' | 'minimal', network?: string }} [options] rules are
   * relative to the workspace
   * @returns {Promise<Ran>}
   */
  async run(script, { rules = {}, patterns = [], read = 'root', network = 'restricted' } = {}) {
    const entries = [
      { path: { kind: 'special', special: { kind: read } }, access: 'read' },
      { path: { kind: 'path', path: this.workspace }, access: 'write' },
      ...Object.entries(rules).map(([path, access]) => ({
        path: { kind: 'path', path: join(this.workspace, path) },
        access,
      })),
      ...patterns.map((pattern) => ({
        path: { kind: 'glob', pattern: `${this.workspace}/${pattern}` },
        access: 'deny',
      })),
    ];
    /** @type {{ operation: string }[]} */
    const denials = [];
    const result = await this.#codex.runSandboxed(
      {
        command: ['/bin/sh', '-c', script],
        workingDirectory: this.workspace,
        permissionProfile: { kind: 'managed', network, fileSystem: { kind: 'restricted', entries } },
      },
      { timeoutMs: 120_000, onDenial: (/** @type {{ operation: string }} */ denial) => denials.push(denial) },
    );
    const { exitCode, stdout, stderr } = result;
    return { exitCode, stdout, stderr, denials };
  }
}
