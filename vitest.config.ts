import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Native addons (ONNX Runtime, sharp) are not safe in worker threads, so every file gets its own process.
    pool: 'forks',
    maxWorkers: 2,
    // As scripts/launch/launch.mjs has it, for whoever runs vitest alone: every program that tests start reads its sources anew.
    env: { NODE_COMPILE_CACHE: path.resolve(import.meta.dirname, 'node_modules/.cache/aima-compile') },
    // One second, which is the default, is a measurement of the machine.
    expect: { poll: { timeout: 15_000 } },
    sequence: { seed: 20260101, shuffle: false },
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{contract,sdk,src,scripts,web}/**/*.test.ts', 'tests/{eval,support}/*.test.ts', 'tests/emulators/**/*.test.ts'],
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
