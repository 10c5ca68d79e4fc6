import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { affectedResourceOf } from '../../src/alert/affected-resource.ts';
import type { Labels } from '../../src/alert/alert.ts';
import { noTopology, refKey } from '../../src/alert/topology.ts';
import { correlate } from '../../src/correlation/correlate.ts';
import { defaultCorrelation } from '../../src/rules/correlation.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import { factsOf } from '../../src/topology/file/facts.ts';
import { topologyFile } from '../../src/topology/file/format.ts';
import { Known } from '../../src/topology/known.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');
const page = read('docs/correlation.md');

const { alerts } = JSON.parse(read('docs/correlation/node-death.json')) as { alerts: { labels: Labels }[] };
const known = new Known({ maxObjects: 1000, goneForMs: Infinity });
for (const fact of factsOf(topologyFile.parse(parse(read('docs/correlation/topology.yaml')))))
  known.entries.put(fact);
const episodes = alerts.map(({ labels }, i) => ({ id: String(i), labels, startsAtMs: 0 }));
const causes = correlate(episodes, known, defaultCorrelation);
const labelsOf = (id: string) => alerts[Number(id)]?.labels ?? {};

describe('docs/correlation.md', () => {
  it('draws a node that dies as it is decided: the node takes all but the crash loop', () => {
    expect(causes.map(({ kind, name, members }) => [kind, name, members.length])).toEqual([
      ['node', 'node worker-3', 7],
      ['workload', 'Deployment/shop/cart', 1],
    ]);
    const own = causes[0]?.members.map(({ id }) => labelsOf(id)) ?? [];
    expect(new Set(own.map((labels) => patternOf(labels).text)).size).toBe(7);
    for (const labels of own) expect(page).toContain(`["${labels['alertname']}<br>`);
  });

  it('says of each alert why it is there', () => {
    const rows = causes.flatMap(({ name, members }) =>
      members.map(({ id, reason }) => {
        const object = refKey(affectedResourceOf(labelsOf(id))).replace('//', '/');
        return [name, labelsOf(id)['alertname'], object, reason].join(' | ');
      }),
    );
    const told = page
      .split('\n')
      .filter((line) => /^\| (?:node worker-3|Deployment\/shop\/cart) /.test(line));
    const cells = told.map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
        .join(' | '),
    );
    expect(cells.toSorted()).toEqual(rows.toSorted());
  });
});

describe('README.md', () => {
  it("says how many causes the demo's recording has", () => {
    const text = gunzipSync(readFileSync(`${root}src/cli/demo/node-death.jsonl.gz`)).toString();
    const bodies = text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { body: { alerts: Recorded[] } }).body);
    const firing = bodies.flatMap((body) => body.alerts).filter(({ status }) => status === 'firing');
    const counted = firing.filter(
      ({ labels }) => !['Watchdog', 'InfoInhibitor'].includes(labels['alertname'] ?? ''),
    );
    const own = new Map(counted.map((alert) => [`${alert.fingerprint}@${alert.startsAt}`, alert]));
    const recorded = [...own].map(([id, { labels, startsAt }]) => ({
      id,
      labels,
      startsAtMs: Date.parse(startsAt),
    }));
    const patterns = new Set(recorded.map(({ labels }) => patternOf(labels).text)).size;
    const found = correlate(recorded, noTopology, defaultCorrelation).length;
    expect(read('README.md')).toContain(
      `${recorded.length} alerts of ${patterns} patterns are ${found} causes`,
    );
  });
});

interface Recorded {
  readonly status: string;
  readonly fingerprint: string;
  readonly startsAt: string;
  readonly labels: Labels;
}
