import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Native addons (ONNX Runtime, sharp) are not safe in worker threads, so every file gets its own process.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { seed: 20260101, shuffle: false },
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{contract,sdk,src,scripts}/**/*.test.ts', 'tests/{eval,support}/*.test.ts', 'tests/emulators/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/{integration,e2e,proof}/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
