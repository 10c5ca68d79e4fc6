import { describe, expect, it } from 'vitest';

import { reportText } from '../../src/cli/storm-report-view.ts';
import { stormDetail } from '../../src/cli/storm-view.ts';
import type { Storm } from '../../src/storm/storm.ts';
import { steady } from '../support/cli.ts';
import { bareTerms, causedSnapshot, snapshotOf } from '../support/snapshots.ts';

const now = Date.UTC(2026, 10, 24, 13);
const scopeTerms = { ...bareTerms, correlate: true } as const;
const submitted = { state: 'submitted', resourceName: 'storm-x' } as const;

describe('what is told of a storm in one line', () => {
  it.each<[Partial<Storm>, string]>([
    [submitted, 'storm-x'],
    [{ ...submitted, fate: 'storm' }, 'storm-x'],
    [{ ...submitted, fate: 'below' }, 'storm-x; one resource, below its minimum'],
    [{ ...submitted, fate: 'each' }, 'storm-x; a resource for each alert'],
    [{ ...submitted, fate: 'storm', joinedCount: 3 }, 'storm-x; since its seal 3 joined'],
    [{ ...submitted, joinedCount: 3, endedLateCount: 1 }, 'storm-x; since its seal 3 joined, 1 ended'],
    [{ state: 'open', sealAt: now + 60_000 }, 'seals in 1m'],
    [{ state: 'open', sealAt: now + 60_000, terms: scopeTerms }, 'seals in 1m, then divided by cause'],
    [{ state: 'sealed', sealedAt: now - 2000, terms: scopeTerms }, 'sealed 2s ago, not divided by cause yet'],
    [{ state: 'divided', dividedInto: ['a'] }, 'divided by cause into 1 storm'],
    [{ state: 'divided', dividedInto: ['a', 'b'] }, 'divided by cause into 2 storms'],
    [{ state: 'dropped', fate: 'drop', reason: 'all alerts had ended' }, 'all alerts had ended'],
  ])('%j', (changes, expected) => {
    expect(stormDetail(snapshotOf({ storm: changes }).storm, now)).toBe(expected);
  });
});

describe('a report on a storm', () => {
  function linesOf(changes: Partial<Storm>): string[] {
    const snapshot = snapshotOf({ storm: changes });
    return steady(reportText({ storm: snapshot.storm, snapshot, into: [], members: undefined }, now)).split(
      '\n',
    );
  }

  it('says by which rule, to what end, what flaps and what came later', () => {
    const terms = { ...bareTerms, rule: 'nodes' };
    const counts = { flappingCount: 2, joinedCount: 3, endedLateCount: 1 };
    expect(linesOf({ ...submitted, ...counts, terms, fate: 'below' })).toEqual(
      expect.arrayContaining([
        'Rule | nodes',
        'Fate | one resource, below its minimum',
        'Members | 2 alerts in 5 deliveries, 0 resolved, 2 flapping',
        'Since seal | 3 joined, 1 ended',
      ]),
    );
  });

  it('says how many more storms it was divided into than are shown', () => {
    const { storm } = causedSnapshot({ state: 'submitted' });
    const divided = snapshotOf({ storm: { state: 'divided', dividedInto: [storm.id, 'b', 'c'] } });
    const report = { storm: divided.storm, snapshot: divided, into: [storm], members: undefined };
    expect(steady(reportText(report, now)).split('\n')).toEqual(
      expect.arrayContaining([
        `${storm.id} | submitted | critical | 2 | node worker-3`,
        '2 more, or forgotten by now: --json has the ids of all.',
      ]),
    );
  });

  it('says how many alerts went over into the next storm of its scope', () => {
    const { storm } = causedSnapshot({ state: 'submitted' });
    const divided = snapshotOf({ storm: { state: 'divided', alertCount: 5, dividedInto: [storm.id] } });
    const report = { storm: divided.storm, snapshot: divided, into: [storm], members: undefined };
    expect(steady(reportText(report, now)).split('\n')).toContain(
      'Divided | by cause into 1 storm; 3 alerts went over into the next of its scope',
    );
  });

  it('says why one was dropped', () => {
    expect(linesOf({ state: 'dropped', fate: 'drop', reason: 'fewer than 3 alerts' })).toEqual(
      expect.arrayContaining(['State | dropped', 'Reason | fewer than 3 alerts', 'Fate | no resource']),
    );
  });

  it('is silent of what there is not', () => {
    const lines = linesOf(submitted);
    expect(lines).toContain('Members | 2 alerts in 5 deliveries, 0 resolved');
    expect(lines.filter((line) => /^(Rule|Fate|Since seal|Reason) /.test(line))).toEqual([]);
  });
});
