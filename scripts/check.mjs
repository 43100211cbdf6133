// @ts-check
/** Runs every static check and says at the end which failed; a failure does not hide the ones after it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CHECKS = ['lint', 'typecheck', 'boundaries', 'unused', 'build', 'api', 'package', 'measure'];

const failed = CHECKS.filter((check) => {
  console.log(`\n--- ${check}`);
  const started = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', check], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  console.log(
    `--- ${check}: ${status === 0 ? 'passed' : 'FAILED'} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
  return status !== 0;
});

console.log(failed.length === 0 ? `\nall ${CHECKS.length} checks passed` : `\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
