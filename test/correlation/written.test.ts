import { describe, expect, it } from 'vitest';

import { correlate } from '../../src/correlation/correlate.ts';
import { defaultCorrelation } from '../../src/rules/correlation.ts';
import { topology } from './cluster.ts';
import { hosts } from './incidents/hosts.ts';
import type { Written } from './incidents/made.ts';
import { moreHosts } from './incidents/more-hosts.ts';
import { moreServices } from './incidents/more-services.ts';
import { others } from './incidents/others.ts';
import { racks } from './incidents/racks.ts';
import { services } from './incidents/services.ts';
import { third } from './incidents/third.ts';

const written = [...hosts, ...racks, ...services, ...others, ...moreHosts, ...moreServices, ...third];

/** Pairs put together, pairs that share a cause, pairs that are both. */
function pairsOf({ alerts, topology: known }: Written) {
  const episodes = alerts.map(([cause, second, alertname, labels], i) => ({
    ...{ id: `${i} ${cause}`, labels: { alertname, ...labels } },
    startsAtMs: Date.UTC(2026, 0, 31, 8) + second * 1000,
  }));
  const items = correlate(episodes, topology(known), defaultCorrelation).map(({ members }) =>
    members.map(({ id }) => id.slice(id.indexOf(' ') + 1)),
  );
  return {
    put: sum(items.map(({ length }) => pairs(length))),
    share: sameCause(alerts.map(([cause]) => cause)),
    both: sum(items.map(sameCause)),
  };
}

function sameCause(causes: readonly string[]): number {
  return sum([...Map.groupBy(causes, (cause) => cause).values()].map(({ length }) => pairs(length)));
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

describe('what is decided of incidents that somebody wrote down', () => {
  it.each(written.map((one) => [one.name, one] as const))(
    '%s: nothing is together that is not of one cause',
    (_, one) => {
      const { put, both } = pairsOf(one);
      expect(put - both).toBe(0);
    },
  );

  it('finds nine tenths of the pairs of one cause', () => {
    const all = written.map(pairsOf);
    expect(sum(all.map(({ both }) => both)) / sum(all.map(({ share }) => share))).toBeGreaterThanOrEqual(0.9);
  });
});
