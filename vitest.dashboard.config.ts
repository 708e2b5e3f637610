import { defineConfig } from 'vitest/config';

/** The dashboard in a real browser, over a server started as a user starts it: one file after the other. */
export default defineConfig({
  test: {
    include: ['test/dashboard/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
