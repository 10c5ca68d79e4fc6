import { expect, it } from 'vitest';

import { doubleCounts, unknownIn } from './promql.ts';

it.each([
  ['max by (namespace, job) (stormfold_oldest_pending_alert_seconds)', []],
  ['max without (instance, pod) (increase(stormfold_alerts_total[5m]))', []],
  ['max without (pod) (stormfold_alerts_total)', ['stormfold_alerts_total keeps instance']],
  ['sum(max by (outcome) (rate(stormfold_alerts_total[5m])))', []],
  ['max by (job) (stormfold_alerts_total{outcome="opened"})', []],
  [
    'max by (job) (stormfold_alerts_total{outcome=~"opened|folded"})',
    ['stormfold_alerts_total loses outcome'],
  ],
  ['max by (pod, outcome) (stormfold_alerts_total)', ['stormfold_alerts_total keeps pod']],
  ['sum by (outcome) (stormfold_alerts_total)', ['stormfold_alerts_total is not under max']],
  ['max by (job) (up) > stormfold_storms', ['stormfold_storms is not under max']],
  ['max by (job) (sum by (state) (stormfold_storms))', ['stormfold_storms is not under max']],
  ['rate(stormfold_swept_total[5m])', []],
])('of %s is said how it takes what all processes tell', (expression, faults) => {
  expect(doubleCounts(expression)).toEqual(faults);
});

it.each([
  ['sum by (job, le) (rate(stormfold_seal_lag_seconds_bucket{pod="a"}[5m]))', []],
  ['stormfold_seal_lag_seconds', ['stormfold_seal_lag_seconds']],
  ['stormfold_storms{outcome="open"}', ['stormfold_storms{outcome}']],
  ['sum by (outcome) (stormfold_storms)', ['outcome']],
  ['stormfold_storm', ['stormfold_storm']],
])('of %s is said what nobody exposes', (expression, unknown) => {
  expect(unknownIn(expression)).toEqual(unknown);
});
