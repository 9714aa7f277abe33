import { defineConfig } from 'vitest/config';

/**
 * Tests that change nothing of their process: their files share a worker, which loads the app once
 * and not for each of them.
 */
const sharing = ['domain', 'api', 'workflows', 'adapters'].map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    globalSetup: 'test/support/global-setup.ts',
    reporters: ['default', './test/support/closing-line.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // the machines that run this have two cores; servers started by the tests need one of them
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'sharing', include: sharing, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: sharing } },
    ],
  },
});
