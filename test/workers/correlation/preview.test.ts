import { expect, it } from 'vitest';

import { resourcesNow } from '../../../src/report/resource.ts';
import type { RuleSettings } from '../../../src/rules/rule.ts';
import { isoTime } from '../../../src/storm/fold-entry.ts';
import { minute, noon } from '../../support/store.ts';
import { arrive, correlating, ended, passed, single } from './support.ts';

const expiring = (workload: string) => ({ ...single(workload), endsAt: isoTime(noon + 2 * minute) });

const settings: readonly (readonly [string, Partial<RuleSettings>])[] = [
  ['whenResolved', { whenResolved: 'drop' }],
  ['below', { minAlerts: 1, below: 'drop' }],
  ['each', { minAlerts: 2, below: 'each' }],
];

it.each(settings)('what is foretold of an open scope by %s is what becomes of it', async (_, rule) => {
  await using bench = await correlating(rule);
  await bench.work();
  const over = single('api');
  // What was only not sent again was not heard of.
  await arrive(bench, 0, expiring('mail'), over, ended(over, isoTime(noon + minute)));
  bench.clock.time = noon + 3 * minute;
  const [open] = await bench.storms('open');
  if (!open) throw new Error('nothing is open');
  const report = await resourcesNow(bench.instance, open);
  await passed(bench, 5 * minute);
  await bench.until('divided', 1);
  await bench.until('submitted', rule.below === 'each' ? 2 : 1);
  const written = (await bench.resources()).map(({ metadata }) => metadata.name);
  const foretold = report.source === 'none' ? [] : report.resources.map(({ metadata }) => metadata.name);
  const withoutId = (names: readonly string[]) =>
    names.map((name) => name.replace(/-[0-9a-f]{12}/, '')).toSorted();
  expect(withoutId(foretold)).toEqual(withoutId(written));
});
