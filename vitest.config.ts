import { defineConfig } from 'vitest/config';

import { tiers } from './scripts/tiers.ts';

const everyNeed = tiers.flatMap(({ suffix }) => (suffix ? [`test/**/*.${suffix}.test.ts`] : []));

/** One project a tier: `vitest --project redis`. A tier with a suffix takes its files wherever they live. */
export default defineConfig({
  test: {
    projects: tiers.map(({ name, suffix, folders, apart, atOnce }, index) => ({
      test: {
        name,
        include: suffix
          ? [`test/**/*.${suffix}.test.ts`]
          : (folders ?? []).map((f) => `test/${f}/**/*.test.ts`),
        exclude: suffix ? [] : everyNeed,
        globalSetup: name === 'unit' ? [] : ['test/support/global-setup.ts'],
        // One set of modules for all files of a worker: importing them again cost more than the tests.
        isolate: name !== 'unit' && name !== 'redis',
        testTimeout: 120_000,
        hookTimeout: 120_000,
        // Whole processes and servers: two files at once would only wait for each other on a small machine.
        fileParallelism: !apart,
        // Tiers that run so many files at once can't share a group with those that run fewer.
        sequence: { groupOrder: index },
        ...(atOnce !== undefined && { maxWorkers: atOnce }),
      },
    })),
  },
});
