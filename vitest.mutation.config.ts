import { defineConfig } from 'vitest/config';

/** Mutants live in the domain only, and the tests of the domain are fast. */
export default defineConfig({
  test: { include: ['test/domain/**/*.test.ts'], testTimeout: 20_000 },
});
