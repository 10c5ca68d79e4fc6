import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { causesOf } from '../../../src/cli/explain/causes.ts';
import { alertsIn, explaining } from '../../../src/cli/explain/explain.ts';
import { withTopology } from '../../../src/cli/explain/known-topology.ts';
import { readNotifications } from '../../../src/cli/explain/read-notifications.ts';
import { loadYaml } from '../../config/load.ts';

const fixtures = process.env['STORMFOLD_FIXTURES'];
const folder = join(fixtures ?? '', 'incidents');
const incidents = fixtures === undefined ? [] : readdirSync(folder).filter((name) => /^\d/.test(name));

interface Truth {
  readonly causes: Readonly<Record<string, { readonly members: readonly Firing[] }>>;
  readonly unrelated: readonly Firing[];
}

interface Firing {
  readonly fingerprint: string;
  readonly startsAt: string;
}

function idOf({ fingerprint, startsAt }: { fingerprint: string; startsAt?: string }): string {
  return `${fingerprint}@${startsAt}`;
}

describe.skipIf(fixtures === undefined)('the causes of recorded incidents', () => {
  // As it was recorded: every alert comes several times, by two routes.
  it.each(incidents)('%s: every alert is under one cause, once', async (incident) => {
    const config = loadYaml('correlate: on');
    const nowMs = Date.parse('2026-12-01T00:00:00Z');
    const explained = explaining({ book: config.ruleBook, partitions: 4, nowMs });
    const read = await readNotifications([join(folder, incident, 'stream.jsonl.gz')]);
    const alerts = alertsIn(read.flatMap(({ notification }) => explained(notification)));
    const file = join(folder, incident, 'topology.json');
    // Their time is short: one fires again within seconds, and its end was never sent.
    const scopes = await withTopology(file, config.topology, ({ topology }) =>
      causesOf(alerts, { rules: config.ruleBook.correlation, topology, episodeSkewMs: 0, nowMs }),
    );
    const truth = JSON.parse(readFileSync(join(folder, incident, 'truth.json'), 'utf8')) as Truth;
    const firings = [...Object.values(truth.causes).flatMap(({ members }) => members), ...truth.unrelated];
    const members = scopes.flatMap(({ causes }) => causes.flatMap((cause) => cause.members));
    const ids = members.map(({ deliveries: [{ alert }] }) => idOf(alert));
    const folding = alerts.filter(({ becomes }) => becomes === 'folds');
    // Of some the first that was ever sent is their end.
    const sent = new Set(folding.map(({ alert }) => idOf(alert)));
    expect(ids.toSorted()).toEqual(
      firings
        .map(idOf)
        .filter((id) => sent.has(id))
        .toSorted(),
    );
    expect(sent.size).toBeGreaterThan(20);
    expect(members.flatMap(({ deliveries }) => deliveries)).toHaveLength(folding.length);
  });
});
