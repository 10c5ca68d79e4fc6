import { randomInt } from 'node:crypto';
import { it } from 'vitest';

import { expectAgreement } from '../model/agree.ts';

it('any history of windows, thresholds, cooldowns and limits gives the storms of the reference model', async () => {
  await expectAgreement(150, randomInt(2 ** 31));
});
