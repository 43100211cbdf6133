import { describe } from 'vitest';

/**
 * Tests that need the real sandbox. On Linux it has to be there, and they fail without it; elsewhere they are skipped, which is said.
 */
export function describeOnLinux(name: string, define: () => void): void {
  if (process.platform === 'linux') describe(name, define);
  else describe.skip(`${name} (skipped: bubblewrap exists on Linux only, and this is ${process.platform})`, define);
}
