import { randomInt } from 'node:crypto';
import { it } from 'vitest';

import { expectAgreement } from './agree.ts';
import { expectTwins } from './twin-run.ts';

/** Any seed finds the same histories again: `STORMFOLD_TEST_SEED=… npm test -- histories`. */
const seed = Number(process.env['STORMFOLD_TEST_SEED'] ?? randomInt(2 ** 31));

it(`5,000 histories from seed ${seed} give the storms of the reference model, storm for storm`, async () => {
  await expectAgreement(5000, seed);
});

it(`2,000 histories from seed ${seed} end the same, whatever workers leave out of what they send`, async () => {
  await expectTwins(2000, seed);
});
