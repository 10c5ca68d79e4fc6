import { randomInt } from 'node:crypto';
import { it } from 'vitest';

import { expectDivided } from './expect.ts';

/** Any seed finds the same histories again: `STORMFOLD_TEST_SEED=… npm test -- histories`. */
const seed = Number(process.env['STORMFOLD_TEST_SEED'] ?? randomInt(2 ** 31));

it(`300 histories from seed ${seed} put each alert into one storm of its cause, whatever befalls the workers`, async () => {
  await expectDivided(Number(process.env['N'] ?? 300), seed);
}, 300_000);
