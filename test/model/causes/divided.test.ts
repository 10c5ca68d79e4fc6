import { randomInt } from 'node:crypto';
import { it } from 'vitest';

import { expectDivided, expectSame } from './expect.ts';

/** Any seed finds the same histories again: `STORMFOLD_TEST_SEED=… npm test -- histories`. */
const seed = Number(process.env['STORMFOLD_TEST_SEED'] ?? randomInt(2 ** 31));

it(`200 histories from seed ${seed} put each alert into one storm of its cause, whatever befalls the workers`, async () => {
  await expectDivided(200, seed);
}, 300_000);

it(`100 histories from seed ${seed} come to the same storms, whenever the workers are there`, async () => {
  await expectSame(100, seed);
}, 300_000);
