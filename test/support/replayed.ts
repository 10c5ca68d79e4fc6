import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';

import type { Counters } from '../../src/redis/counters.ts';
import type { AlertStormManifest } from '../../src/sink/manifest.ts';
import type { Storm, StormMember } from '../../src/storm/storm.ts';
import { bookOf } from '../config/rules/loaded.ts';
import { eventually, patience } from './eventually.ts';
import { ServiceBench } from './service-bench.ts';
import { noon } from './store.ts';

/** Where the recorded streams lie; undefined: the tests that need them are left out. */
export const recordings = process.env['STORMFOLD_FIXTURES'];

/** The same incident under two routes. Each starts `t_ms` 0 at noon of the bench's clock. */
type Grouping = 'by-namespace' | 'alertname-namespace';

/** `on time`: each storm's timer fires at its deadline. `late`: all of them after the last alert, as after an outage. */
type Timers = 'on time' | 'late';

/** What a stream made. Alerts are the first four hex digits of their fingerprints: no two of the incident's 68 share them. */
interface Replayed {
  /** `<pattern> | <seal reason> <fate> | <members>`, with ` + <joined>` where any joined; sorted. */
  readonly storms: readonly string[];
  /** The same of each resource that was written. */
  readonly resources: readonly string[];
  /** `<pattern> | <opened> to <sealed>`, in milliseconds of the stream; sorted. */
  readonly times: readonly string[];
  /** `<pattern> | <members> | <alerts that ended after the seal>`, of storms that have such. */
  readonly ended: readonly string[];
  /** Why storms were dropped. */
  readonly reasons: readonly string[];
  /** What is listed of muted alerts, each `<pattern> | <rule> | <alert>`; sorted. */
  readonly muted: readonly string[];
  readonly counters: Counters;
}

/** Plays a recorded stream to a whole service under the rules of a YAML file. */
async function replay(grouping: Grouping, yaml: string, timers: Timers): Promise<Replayed> {
  await using bench = await ServiceBench.open({ ruleBook: bookOf(yaml) });
  for (const { t_ms, body } of deliveries(grouping)) {
    if (timers === 'on time') await fireUntil(bench, noon + t_ms);
    bench.clock.time = noon + t_ms;
    expect((await bench.post(body)).status).toBe(202);
    await roadsEmpty(bench);
  }
  await fireUntil(bench, noon + 3_600_000, timers === 'late');
  // Not without `await`: the bench would be gone before it is looked at.
  return await outcomeOf(bench);
}

export interface Replays {
  readonly byNamespace: Replayed;
  readonly byAlertname: Replayed;
  /** By namespace, with timers that come late. */
  readonly late: Replayed;
}

/** Plays both streams under the rules of a YAML file, and one of them again as after an outage. */
export async function replayAll(yaml: string): Promise<Replays> {
  const [byNamespace, byAlertname, late] = await Promise.all([
    replay('by-namespace', yaml, 'on time'),
    replay('alertname-namespace', yaml, 'on time'),
    replay('by-namespace', yaml, 'late'),
  ]);
  return { byNamespace, byAlertname, late };
}

function deliveries(grouping: Grouping): { t_ms: number; body: unknown }[] {
  const path = join(recordings ?? '', 'replay', `${grouping}.jsonl.gz`);
  const lines = gunzipSync(readFileSync(path)).toString().trim().split('\n');
  return lines.map((line) => JSON.parse(line) as { t_ms: number; body: unknown });
}

/** Moves the clock from deadline to deadline, and has every storm sealed whose time has come; or to the end at once. */
export async function fireUntil({ peek, clock }: ServiceBench, end: number, atOnce = false): Promise<void> {
  for (;;) {
    const due = (await peek.storms('open')).filter(({ sealAt }) => sealAt <= end);
    if (due.length === 0) return;
    const at = atOnce ? end : Math.min(...due.map(({ sealAt }) => sealAt));
    clock.time = at;
    const now = due.filter(({ sealAt }) => sealAt <= at);
    for (const storm of now) await peek.fire(storm, at);
    await eventually(async () => {
      const open = new Set((await peek.storms('open')).map(({ id }) => id));
      if (now.some(({ id }) => open.has(id))) throw new Error('a storm past its deadline is open');
    }, patience);
  }
}

/** Resolves once every alert is folded, and what follows from it is done. */
export async function roadsEmpty({ peek }: ServiceBench): Promise<void> {
  await eventually(async () => {
    const counts = peek.instance.queues.aggregate.map((queue) => queue.getJobCountByTypes('wait', 'active'));
    const left = (await Promise.all(counts)).reduce((sum, n) => sum + n, 0);
    if (left > 0) throw new Error(`${left} jobs are on the roads`);
  }, patience);
}

async function outcomeOf({ peek }: ServiceBench): Promise<Replayed> {
  const { counters, list } = peek.instance;
  await eventually(async () => {
    const unsettled = await peek.storms('open', 'sealed', 'failed');
    if (unsettled.length > 0) throw new Error(`${unsettled.length} storms are not settled`);
  }, patience);
  const { storms } = await list.page(['submitted', 'dropped'], 1000);
  const told = await Promise.all(storms.map((storm) => tell(peek, storm)));
  return {
    storms: told.map(({ line }) => line).sort(),
    resources: (await peek.resources()).map(resourceLine).sort(),
    times: told.map(({ times }) => times).sort(),
    ended: told.flatMap(({ ended }) => ended).sort(),
    reasons: storms.flatMap(({ reason }) => reason ?? []).sort(),
    muted: (await counters.muted(1000)).map(mutedLine).sort(),
    counters: await counters.read(),
  };
}

async function tell({ instance }: ServiceBench['peek'], storm: Storm) {
  const { pattern, sealReason, fate, openedAt, sealedAt = NaN, joinedCount, endedLateCount } = storm;
  const sealed: StormMember[] = [];
  for await (const page of instance.reader.sealedMembers(storm)) sealed.push(...page);
  expect(sealed).toHaveLength(storm.alertCount);
  const members = shortNames(sealed);
  const joined = await instance.reader.joinedMembers(storm, 0, joinedCount);
  const more = joined.length > 0 ? ` + ${shortNames(joined)}` : '';
  return {
    line: `${pattern.text} | ${sealReason} ${fate} | ${members}${more}`,
    times: `${pattern.text} | ${openedAt - noon} to ${sealedAt - noon}`,
    ended: endedLateCount > 0 ? [`${pattern.text} | ${members} | ${endedLateCount}`] : [],
  };
}

function resourceLine({ metadata, spec }: AlertStormManifest): string {
  const isOneOfEach = 'stormfold.io/member' in (metadata.annotations ?? {});
  const fate = isOneOfEach ? 'each' : spec.storm ? 'storm' : 'below';
  expect(spec.members).toHaveLength(spec.alertCount);
  return `${spec.pattern.text} | ${spec.window.reason} ${fate} | ${shortNames(spec.members)}`;
}

function mutedLine({ pattern, rule, alert }: { pattern: string; rule: string; alert: StormMember }): string {
  return `${pattern} | ${rule} | ${shortNames([alert])}`;
}

function shortNames(members: readonly (StormMember | string)[]): string {
  const fingerprints = members.map((each) => (typeof each === 'string' ? each : each.fingerprint));
  return fingerprints
    .map((fingerprint) => fingerprint.slice(0, 4))
    .sort()
    .join(' ');
}
