import { type ExpiryFigures, measureExpiry } from '../expiry.ts';
import type { Series } from '../figures.ts';
import { type Scenario, withRedis } from '../scenario.ts';

const [storms, answerMs, concurrency] = [2000, 20, 10];
/** What leaves two cores room: about a sixth of what is folded at most. */
const alertsPerSecond = 4000;

/** Thousands of storms that are due within one second, against an API server that takes its time. */
export const stormsDue: Scenario = {
  name: 'expiry',
  title: `${storms.toLocaleString('en')} storms due within one second`,
  run: async (bench) => {
    const rounds: ExpiryFigures[] = [];
    const options = { answerMs, concurrency, alertsPerSecond, storms: bench.quick ? 200 : storms };
    for (let round = 0; round < Math.min(bench.rounds, mostRounds); round++)
      rounds.push(await withRedis(bench, ({ url }) => measureExpiry(url, () => undefined, options)));
    const of = (name: string, unit: string, read: (one: ExpiryFigures) => number): Series => {
      return { name, unit, values: rounds.map(read) };
    };
    return {
      ...{ name: stormsDue.name, title: stormsDue.title, ratios: [] },
      how: `An API server that takes ${answerMs} ms a call, ${concurrency} calls at a time: the floor is ${((storms / concurrency) * answerMs) / 1000} s for 2,000. Meanwhile ${alertsPerSecond.toLocaleString('en')} alerts a second of other patterns are folded. A tenth of the storms is critical.`,
      series: [
        of('the last deadline to the last submitted', 'ms', (one) => one.submittedMs),
        of('the first deadline to the last submitted', 'ms', (one) => one.fromFirstMs),
        of('mean place of the critical storms', 'th', (one) => one.criticalPlace),
      ],
      limits: [
        {
          ...of('last deadline to last submitted : floor', 'times', (one) => one.ratio),
          goal: { is: 'at most', value: 1.3 },
        },
        {
          ...of('folding meanwhile : before', 'times', (one) => one.foldRatio),
          goal: { is: 'at least', value: 0.8 },
        },
      ],
    };
  },
};

/** Each takes half a minute. */
const mostRounds = 3;
