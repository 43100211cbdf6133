// @ts-check
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Skipped } from './bench.mjs';

const python =
  'import multiprocessing, subprocess, tempfile; multiprocessing.Lock(); print(subprocess.check_output(["echo", "done"], text=True))';
const commit = 'git -c user.name=a -c user.email=a@example.org commit --quiet --message a';

/** What has to work, by program: a script that says `done` at its end. */
const work = {
  git: `git init --quiet repo && cd repo && echo a > a && git add a && ${commit} && git clone --quiet . ../copy && git -C ../copy status --short && git log -1 --format=tformat:done`,
  node: `node -e "require('fs').writeFileSync('a', ''); process.stdout.write(require('child_process').execSync('echo done'))"`,
  npm: 'npm --version > version && echo done',
  python3: `python3 -c '${python}'`,
  make: "printf 'all:\\n\\t@echo done\\n' > Makefile && make",
  cc: 'printf \'#include <stdio.h>\\nint main(void) { puts("done"); }\\n\' > a.c && cc -o a a.c && ./a',
  swiftc: 'echo \'print("done")\' > a.swift && swiftc -module-cache-path cache -o a a.swift && ./a',
  perl: "perl -e 'print qq(done)'",
  ruby: "ruby -e 'puts :done'",
  zsh: 'zsh -f -c "ls -la / > list; echo done"',
  bash: 'bash -c "x=$(date) && ls -la ~ > list; echo done"',
};

/** Ordinary tools in an offline workspace, and in one where only the system and the workspace can be read. @type {Record<string, import('./bench.mjs').Check>} */
export const tools = Object.fromEntries(
  Object.entries(work).flatMap(([program, script]) => [
    [`${program} works`, (/** @type {import('./bench.mjs').Trial} */ trial) => works(trial, program, script, 'root')],
    [`${program} works where only the system can be read`, (trial) => works(trial, program, script, 'minimal')],
  ]),
);

/**
 * @param {import('./bench.mjs').Trial} trial
 * @param {string} program
 * @param {string} script
 * @param {'root' | 'minimal'} read
 */
async function works(trial, program, script, read) {
  const found = spawnSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
  if (found === '') throw new Skipped('it is not installed');
  if (read === 'minimal' && !/^\/(?:usr|bin|opt\/homebrew)\//.test(found))
    throw new Skipped(`\`${found}\` is no part of the system`);
  // Temporary files belong into the workspace, and what people have set up for themselves has no say.
  const { exitCode, stdout, stderr } = await trial.run(`export HOME=$PWD TMPDIR=$PWD; ${script}`, { read });
  assert.equal(stdout.trim().split('\n').at(-1), 'done', `exit ${exitCode}; ${stderr.trim().slice(-400)}`);
  return undefined;
}
