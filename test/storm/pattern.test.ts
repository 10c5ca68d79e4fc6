import { describe, expect, it } from 'vitest';

import type { Labels } from '../../src/alert/alert.ts';
import { partitionOf, patternOf, tenantNameOf } from '../../src/storm/pattern.ts';

const labels = { alertname: 'HighCPUUsage', namespace: 'prod-api' };

describe("a pattern's text", () => {
  it.each<[string, Labels]>([
    ['HighCPUUsage in prod-api', labels],
    ['HighCPUUsage in prod-api', { ...labels, pod: 'api-7d9', severity: 'critical' }],
    ['HighCPUUsage', { alertname: 'HighCPUUsage' }],
    ['HighCPUUsage', { alertname: 'HighCPUUsage', namespace: '', cluster: '' }],
    ['HighCPUUsage in prod-api of cluster eu-1', { ...labels, cluster: 'eu-1' }],
    ['HighCPUUsage of cluster eu-1', { alertname: 'HighCPUUsage', cluster: 'eu-1' }],
    ['HighCPUUsage in shop', { ...labels, namespace: 'observability', exported_namespace: 'shop' }],
    ['HighCPUUsage in team/api', { ...labels, namespace: 'team/api' }],
    ['(unnamed) in prod-api', { namespace: 'prod-api' }],
    ['(unnamed) in prod-api', { alertname: '', namespace: 'prod-api' }],
  ])('is %s', (text, given) => {
    expect(patternOf(given).text).toBe(text);
  });

  it('comes with the labels that it is made of, and no other', () => {
    const { labels: own } = patternOf({
      ...labels,
      cluster: 'eu-1',
      exported_namespace: 'shop',
      pod: 'api-7d9',
    });
    expect(own).toEqual({ alertname: 'HighCPUUsage', namespace: 'shop', cluster: 'eu-1' });
    expect(patternOf({ alertname: 'HighCPUUsage' }).labels).toEqual({ alertname: 'HighCPUUsage' });
  });
});

it('leaves out a label that an alert lacks, though every object inherits something of that name', () => {
  const by = ['alertname', 'constructor', '__proto__'];
  expect(patternOf(labels, { by })).toEqual(patternOf(labels, { by: ['alertname'] }));
  expect(tenantNameOf(patternOf(labels), 'constructor')).toBeUndefined();
});

describe("a pattern's hash", () => {
  it('is 16 hex digits, whatever the names hold', () => {
    for (const name of ['', 'x', 'a:b{c}d/e', '店舗 🔥', 'n'.repeat(1000), '__proto__'])
      expect(patternOf({ alertname: name, namespace: name, cluster: name }).hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is the same for ever: stored storms are found by it', () => {
    expect(patternOf(labels).hash).toBe('0cc5a12cbb32b294');
    expect(patternOf({ ...labels, cluster: 'eu-1' }).hash).toBe('96054edaf02b2ad1');
  });

  it('does not depend on the other labels, nor on the order of any', () => {
    const { hash } = patternOf({ ...labels, cluster: 'eu-1' });
    expect(patternOf({ cluster: 'eu-1', pod: 'a', ...labels, severity: 'info' }).hash).toBe(hash);
    expect(patternOf({ namespace: 'prod-api', cluster: 'eu-1', alertname: 'HighCPUUsage' }).hash).toBe(hash);
  });

  it('differs with the alertname, the namespace and the cluster, and with which of them is missing', () => {
    const different: Labels[] = [
      labels,
      { ...labels, alertname: 'HighMemoryUsage' },
      { ...labels, namespace: 'prod-web' },
      { ...labels, cluster: 'eu-1' },
      { ...labels, cluster: 'eu-2' },
      { alertname: 'HighCPUUsage' },
      { alertname: 'HighCPUUsage', cluster: 'prod-api' },
      { alertname: 'HighCPUUsage in prod-api' },
      { namespace: 'prod-api' },
    ];
    expect(new Set(different.map((each) => patternOf(each).hash)).size).toBe(different.length);
  });

  it('differs where texts can not: an alertname may hold what looks like a namespace', () => {
    const lookalike = patternOf({ alertname: 'HighCPUUsage in prod-api' });
    expect(lookalike.text).toBe(patternOf(labels).text);
    expect(lookalike.hash).not.toBe(patternOf(labels).hash);
  });
});

describe('partitions', () => {
  const hashes = Array.from({ length: 4000 }, (_, i) => patternOf({ alertname: `Alert${i}` }).hash);

  it('are the same for a pattern each time, and one of those there are', () => {
    expect(partitionOf('0000000500000000', 4)).toBe(1);
    expect(partitionOf('ffffffffffffffff', 64)).toBe(63);
    for (const hash of hashes) expect(partitionOf(hash, 1)).toBe(0);
  });

  it.each([2, 4, 7, 64])('share patterns evenly: %i', (partitions) => {
    const counts = Array.from({ length: partitions }, () => 0);
    for (const hash of hashes) {
      const partition = partitionOf(hash, partitions);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    const fair = hashes.length / partitions;
    // Six standard deviations: the hashes are fixed, so that this can't fail by chance.
    const slack = 6 * Math.sqrt(fair);
    expect(counts).toHaveLength(partitions);
    expect(Math.min(...counts)).toBeGreaterThan(fair - slack);
    expect(Math.max(...counts)).toBeLessThan(fair + slack);
  });
});
