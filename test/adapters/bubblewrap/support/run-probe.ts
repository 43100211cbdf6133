import { readFileSync } from 'node:fs';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import type { TestBench } from './test-bench.js';

const script = readFileSync(new URL('./probe.py', import.meta.url), 'utf8');

/** Tries things from inside the sandbox, and gives `ok` or the name of the system's error for each. */
export async function runProbe(
  bench: TestBench,
  names: readonly string[],
  {
    profile,
    environment = {},
  }: { readonly profile?: PermissionProfile; readonly environment?: Record<string, string> } = {},
): Promise<Readonly<Record<string, string>>> {
  const request = await bench.request(['python3', '-c', script, ...names], profile);
  const { stdout, stderr } = await bench.run({ ...request, environment: { ...request.environment, ...environment } });
  if (stderr !== '') throw new Error(stderr);
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=')),
  );
}
