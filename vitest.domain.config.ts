import { defineConfig } from 'vitest/config';

/** The rules alone, which need no database: for mutation testing and for a quick look. */
export default defineConfig({
  test: {
    include: ['src/domain/**/*.test.ts'],
    testTimeout: 30_000,
    coverage: { provider: 'v8', include: ['src/domain/**/*.ts'], exclude: ['**/*.test.ts'], reporter: ['text'] },
  },
});
