import { randomInt } from 'node:crypto';
import { it } from 'vitest';

import { expectTwins } from '../model/twin-run.ts';

it('workers that leave out what they take for known leave the same in Redis as those that send everything', async () => {
  await expectTwins(100, randomInt(2 ** 31));
});
