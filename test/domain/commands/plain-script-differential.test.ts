import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parsePlainCommands } from '../../../src/domain/commands/parse-plain-script.js';
import { quoteArgv } from '../../../src/domain/commands/quote-argv.js';
import { scanCommands, scanExpansions } from '../../../src/domain/commands/scan-commands.js';
import { BashSyntax } from './bash-syntax.js';
import {
  disturbedScripts,
  elaborateScripts,
  plainScripts,
  programs,
  scriptRuns,
  scriptSoup,
  scriptTimeoutMs,
} from './scripts.js';

const anyScript = fc.oneof(plainScripts, disturbedScripts, scriptSoup, elaborateScripts);

describe('compared with the syntax trees of bash', { timeout: scriptTimeoutMs }, () => {
  let bash: BashSyntax;
  beforeAll(async () => {
    bash = await BashSyntax.load();
  });

  it('a script that counts as plain is plain, and has the same words', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        const parsed = parsePlainCommands(script);
        if (parsed.ok) expect(bash.plainCommandsOf(script)).toEqual(parsed.value);
      }),
      scriptRuns,
    );
  });

  it('a script that is not plain is refused', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        if (bash.plainCommandsOf(script) === undefined) expect(parsePlainCommands(script).ok).toBe(false);
      }),
      scriptRuns,
    );
  });

  it('a plain script that is refused has a character or a first word that is not taken on trust', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        const parsed = parsePlainCommands(script);
        const commands = bash.plainCommandsOf(script);
        if (parsed.ok || commands === undefined || commands.length === 0) return;
        expect(['unsupported-character', 'not-a-program', 'reserved-word']).toContain(parsed.error.code);
      }),
      scriptRuns,
    );
  });

  it('every plain script of the generator is accepted', () => {
    fc.assert(
      fc.property(plainScripts, (script) => {
        expect(parsePlainCommands(script)).toEqual({ ok: true, value: bash.plainCommandsOf(script) });
      }),
      scriptRuns,
    );
  });

  it('no command in a valid script is overlooked', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        // The trees take an escaped blank for a blank; for shells it is part of a word, and an escaped line break is nothing.
        // And they end a word where a substitution in backticks begins.
        fc.pre(!/\\\s|[\w'"]`/.test(script));
        const found = new Set(programsFoundIn(script));
        const written = bash.programsOf(script)?.filter((name) => programs.some((program) => program === name)) ?? [];
        expect(written.filter((name) => !found.has(name))).toEqual([]);
      }),
      scriptRuns,
    );
  });
});

function programsFoundIn(script: string): readonly string[] {
  const scans = [scanCommands(script)];
  for (const { expandedTexts } of scans) scans.push(...expandedTexts.map(scanExpansions));
  return scans.flatMap(({ commands }) => commands.map(({ words }) => words[0]?.text ?? ''));
}

const shells = [
  { shell: 'bash', flags: [] },
  { shell: 'bash', flags: ['--posix'] },
  { shell: 'dash', flags: [] },
  { shell: 'zsh', flags: [] },
].filter(({ shell }) => isInstalled(shell));

describe.each(shells)('compared with `$shell $flags`', { timeout: scriptTimeoutMs }, ({ shell, flags }) => {
  it('a script that counts as plain runs the same programs with the same arguments', async () => {
    const scripts = fc.sample(fc.oneof(plainScripts, disturbedScripts), scriptRuns.numRuns);
    const parsed = scripts.flatMap((script) => {
      const commands = parsePlainCommands(script);
      const known = commands.ok && commands.value.every(([name = '']) => programs.some((program) => program === name));
      return known ? [{ script, commands: commands.value }] : [];
    });
    expect(parsed.length).toBeGreaterThan(scripts.length / 3);
    const folder = await mkdtemp(join(tmpdir(), 'shell-'));
    try {
      const calls = [0, 1].map((status) =>
        callsMadeBy(
          parsed.map(({ script }) => script),
          { shell, flags, folder, status },
        ),
      );
      for (const [index, { script, commands }] of parsed.entries()) {
        // What `&&` skips after a failure runs after a success, and the other way round for `||`.
        const made = new Set(calls.flatMap((each) => each[index] ?? []));
        expect([script, [...made].sort()]).toEqual([script, [...new Set(commands.map(record))].sort()]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

interface ShellRun {
  readonly shell: string;
  readonly flags: readonly string[];
  readonly folder: string;
  /** With which status every program ends. */
  readonly status: number;
}

const reportCalls = fileURLToPath(new URL('../../fixtures/shell/report-calls.sh', import.meta.url));

/** Runs scripts in a shell in which the programs are functions that report their arguments; gives the calls of each script. */
function callsMadeBy(
  scripts: readonly string[],
  { shell, flags, folder, status }: ShellRun,
): readonly (readonly string[])[] {
  const definitions = programs.map((name) => `${name}() { report ${name} "$@"; }`);
  const runs = scripts.map((script) => `eval ${quoteArgv([script])}; printf '\\035' >&3`);
  const file = join(folder, 'program');
  writeFileSync(file, [`. ${quoteArgv([reportCalls])}`, 'PATH=/nowhere', ...definitions, ...runs, ''].join('\n'));
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', STATUS: String(status) };
  const output = execFileSync(shell, [...flags, file], { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  return output
    .replaceAll('\u001c', '\n')
    .split('\u001d')
    .map((calls) => calls.split('\u001e').slice(0, -1));
}

function record(words: readonly string[]): string {
  return words.map((word) => `${word}\u001f`).join('');
}

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
