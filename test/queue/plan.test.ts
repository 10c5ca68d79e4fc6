import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Alert } from '../../src/alert/alert.ts';
import { unpack } from '../../src/queue/packed.ts';
import { planTogether } from '../../src/queue/plan.ts';
import { type Request, type RoutedRequest, routeRequest } from '../../src/queue/routed.ts';
import { parseMatchers } from '../../src/rules/parse-matchers.ts';
import { RulesInForce } from '../../src/rules/in-force.ts';
import { partitionOf, patternOf } from '../../src/storm/pattern.ts';
import { plain } from '../support/unpacked.ts';
import { ruleBookOf } from '../support/rule-book.ts';

const partitions = 4;
const matching = (text: string) => parseMatchers(text);
const changes = {
  exclude: [matching('{excluded="yes"}')],
  urgent: [matching('{urgent="yes"}')],
  urgentWaitMs: 7,
};
const rules = new RulesInForce(ruleBookOf(changes), partitions);

function alertOf(name: string, pattern: string, more: Record<string, string> = {}): Alert {
  return {
    ...{ status: 'firing', annotations: {}, fingerprint: name },
    labels: { alertname: pattern, name, ...more },
  };
}

function requestOf(
  requestId: string,
  alerts: readonly Alert[],
  more: Partial<Request> = {},
  inForce = rules,
): RoutedRequest {
  return routeRequest({ requestId, alerts, rejected: [], truncated: false, ...more }, inForce.routing(0));
}

/** Each job as `pattern: fingerprints`, in order. */
function jobsOf(requests: readonly RoutedRequest[]): string[] {
  const plan = planTogether(requests, 'key', partitions);
  return plan.partitions.flatMap(({ jobs }) =>
    jobs.map(({ data }) => `${data.pattern.text}: ${data.alerts.map((a) => a.fingerprint).join(' ')}`),
  );
}

describe('alerts of requests that come together', () => {
  it('share one job a pattern, which tells of all that brought them', () => {
    const requests = [
      requestOf('r1', [alertOf('1', 'A'), alertOf('2', 'B')]),
      requestOf('r2', [alertOf('3', 'B')]),
      requestOf('r1', [alertOf('4', 'A')]),
    ];
    expect(jobsOf(requests).sort()).toEqual(['A: 1 4', 'B: 2 3']);
    const plan = planTogether(requests, 'key', partitions);
    const told = plan.partitions.flatMap(({ jobs }) =>
      jobs.map(({ data }) => `${data.pattern.text}: ${data.requestId} of ${data.requestIds?.join()}`),
    );
    expect(told.sort()).toEqual(['A: r1 of undefined', 'B: r1 of r1,r2']);
    expect([...plan.jobsOf.values()]).toEqual([2, 1, 1]);
  });

  it('are told to have been cut off only where they came so', () => {
    const cut = { truncated: true };
    const requests = [
      requestOf('r1', [alertOf('1', 'A')], cut),
      requestOf('r2', [alertOf('2', 'A')]),
      requestOf('r3', [alertOf('3', 'A')]),
      requestOf('r4', [alertOf('4', 'A')], cut),
    ];
    expect(jobsOf(requests)).toEqual(['A: 1', 'A: 2 3', 'A: 4']);
    const [plan] = planTogether(requests, 'key', partitions).partitions;
    expect(plan?.jobs.map(({ data }) => data.truncated)).toEqual([true, false, true]);
  });

  it('do not share a job under other rules, with other times of muting, or in another trace', () => {
    const [a, b] = [alertOf('1', 'A'), alertOf('2', 'A')];
    const first = requestOf('r1', [a]);
    const muted = first.alerts[0]?.road.muted ?? [];
    const others = new RulesInForce(ruleBookOf({ ...changes, windowMs: 1 }), partitions);
    const later = requestOf('r2', [b], {}, others);
    const alerts = later.alerts.map(({ alert, road }) => ({ alert, road: { ...road, muted } }));
    expect(jobsOf([first, { ...later, alerts }])).toEqual(['A: 1', 'A: 2']);
    const mutedLater = first.alerts.map(({ alert, road }) => ({ alert, road: { ...road, muted: [] } }));
    expect(jobsOf([first, { ...first, alerts: mutedLater }])).toEqual(['A: 1', 'A: 1']);
    const traced = ['x', 'y', 'y'].map((trace, i) => ({
      ...requestOf(`r${i}`, [alertOf(`${i}`, 'A')]),
      trace,
    }));
    expect(jobsOf(traced)).toEqual(['A: 0', 'A: 1 2']);
  });

  it('are spread over several jobs where they are many, in their order', () => {
    const alerts = Array.from({ length: 450 }, (_, i) => alertOf(String(i), 'A'));
    const requests = [requestOf('r1', alerts.slice(0, 150)), requestOf('r2', alerts.slice(150))];
    const { partitions: plans, jobsOf: jobs } = planTogether(requests, 'key', partitions);
    const planned = plans.flatMap((plan) => plan.jobs);
    expect(planned.map(({ id }) => id)).toEqual(['key.0.200', 'key.1.200', 'key.2.50']);
    expect(planned.flatMap(({ data }) => unpack(data).map(plain))).toEqual(alerts);
    expect([...jobs.values()]).toEqual([1, 3]);
  });
});

const patterns = fc.constantFrom('A', 'B', 'C');
const yesOrNo = fc.constantFrom('yes', 'no');
const anyAlert = fc.record({ pattern: patterns, excluded: yesOrNo, urgent: yesOrNo });
const anyRequest = fc.record({ alerts: fc.array(anyAlert), bad: fc.nat(2), truncated: fc.boolean() });

it('every alert is counted once, and once in a job of its pattern, in order, with what was said of it', () => {
  fc.assert(
    fc.property(fc.array(anyRequest), (drawn) => {
      let made = 0;
      const requests = drawn.map(({ alerts, bad, truncated }, i) => {
        const own = alerts.map(({ pattern, ...labels }) => alertOf(String(made++), pattern, labels));
        const fault = { fault: 'labels' as const, reason: 'odd', raw: '{}' };
        const rejected = Array.from({ length: bad }, (_, index) => ({ index, ...fault }));
        return requestOf(`r${i}`, own, { rejected, truncated });
      });
      const { partitions: plans } = planTogether(requests, 'key', partitions);
      for (const name of ['A', 'B', 'C']) {
        const sent = requests.flatMap(({ requestId, truncated, alerts }) =>
          alerts
            .filter(({ alert }) => alert.labels['alertname'] === name && alert.labels['excluded'] === 'no')
            .map(({ alert }) => ({ alert, requestId, truncated, urgent: alert.labels['urgent'] === 'yes' })),
        );
        const { hash } = patternOf({ alertname: name });
        const jobs = plans.flatMap((plan) => plan.jobs).filter(({ data }) => data.pattern.hash === hash);
        const found = jobs.flatMap(({ data }) =>
          unpack(data).map((unpacked, place) => {
            const alert = plain(unpacked);
            const requestId =
              sent.find((one) => one.alert.fingerprint === alert.fingerprint)?.requestId ?? '';
            expect(data.requestIds ?? [data.requestId]).toContain(requestId);
            return { alert, requestId, truncated: data.truncated, urgent: data.urgentMs?.[place] === 7 };
          }),
        );
        expect(found).toEqual(sent);
        for (const { partition, jobs: own } of plans)
          if (own.some(({ data }) => data.pattern.hash === hash))
            expect(partition).toBe(partitionOf(hash, partitions));
      }
      const sum = (of: (one: (typeof plans)[number]) => number) =>
        plans.reduce((total, one) => total + of(one), 0);
      const all = requests.flatMap(({ alerts }) => alerts);
      const rejected = requests.flatMap((one) =>
        one.rejected.map((bad) => ({ ...bad, requestId: one.requestId })),
      );
      expect(sum(({ received }) => received)).toBe(all.length + rejected.length);
      expect(sum(({ excluded }) => excluded)).toBe(all.filter(({ road }) => road.excluded).length);
      expect(plans.flatMap((plan) => plan.rejected)).toEqual(rejected);
    }),
  );
});
