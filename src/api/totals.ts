import { z } from 'zod';

import type { SharedTotals } from '../metrics.ts';
import { outcomes } from '../shared-totals.ts';
import { stormStates } from '../storm/storm.ts';
import { type ApiRoute, jsonRoute } from './route.ts';

const endings = ['sealed', 'forced', 'submitted', 'dropped', 'discarded'] as const;

function counts<const T extends string>(names: readonly T[]) {
  return z.record(z.enum(names), z.int().min(0));
}

const totals = z
  .object({
    ...(Object.fromEntries(
      [...outcomes, 'pending', 'dead'].map((name) => [name, z.int().min(0)]),
    ) as CountShape),
    storms: counts(stormStates).meta({ description: 'Storms by state, now.' }),
    stormsEver: counts(endings).meta({ description: 'Storms by what became of them, ever.' }),
    oldestUnsubmittedSeconds: z.number().min(0).meta({ description: '0 when there is none.' }),
    oldestPendingSeconds: z.number().min(0).meta({ description: '0 when none waits.' }),
  })
  .meta({ id: 'Totals', description: 'Alerts by outcome, ever; `pending` and `dead` ones now.' });

type CountShape = Readonly<Record<(typeof outcomes)[number] | 'pending' | 'dead', z.ZodInt>>;

export const totalsRoute: ApiRoute = jsonRoute(
  {
    ...{ method: 'get', path: '/totals', summary: 'What all processes of this instance have counted' },
    description: '`received = queued + excluded + rejected`, at all times.',
    answer: totals,
  },
  async ({ readShared }) => totalsJson(await readShared()),
);

function totalsJson(shared: SharedTotals): z.output<typeof totals> {
  const { alerts, waiting, stormsEver, stormsNow, oldestUnsubmittedSeconds, oldestPendingSeconds } = shared;
  return {
    ...pick(outcomes, alerts),
    ...waiting,
    storms: pick(stormStates, stormsNow),
    stormsEver: pick(endings, stormsEver),
    ...{ oldestUnsubmittedSeconds, oldestPendingSeconds },
  };
}

function pick<T extends string>(
  names: readonly T[],
  from: Readonly<Record<string, number>>,
): Readonly<Record<T, number>> {
  return Object.fromEntries(names.map((name) => [name, from[name] ?? 0])) as Record<T, number>;
}
