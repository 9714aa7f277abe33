import { defineConfig } from 'vitest/config';

/** Tests without servers or settings of their own: their files share a worker. */
const pure = ['test/domain/**/*.test.ts', 'test/api/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: 'test/support/global-setup.ts',
    reporters: ['default', './test/support/closing-line.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // the machines that run this have two cores; servers started by the tests need one of them
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      { extends: true, test: { name: 'real', include: ['test/**/*.test.ts'], exclude: pure } },
    ],
  },
});
