import { defineConfig } from 'vitest/config';

/**
 * The tests that mutants of the permission rules have to survive: the tables alone. Properties and hostile input take seconds for each
 * mutant, and what only they would notice is a table too few.
 */
export default defineConfig({
  test: {
    include: ['test/domain/permissions/**/*.test.ts', 'test/domain/config/{requirements,*-permission-profile}.test.ts'],
    exclude: ['test/domain/permissions/{properties,hostile-input}.test.ts'],
    testTimeout: 20_000,
  },
});
