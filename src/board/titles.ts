import type { QueueJobJson } from '@bull-board/api/typings/app';

import { alertsIn, jobNames, parseJob } from '../queue/jobs.ts';

/** What a job is about, in a line. Its bare name when its data is no work of ours. */
export function titleOf(job: Pick<QueueJobJson, 'id' | 'name' | 'data'>): string {
  try {
    return describe(job) ?? job.name;
  } catch {
    return `${job.name || '(no name)'} · unreadable`;
  }
}

/** Alerts of a fold job that the board shows: the page asks again every few seconds, and a job may hold megabytes. */
const alertsShown = 10;

/** A job's data, short enough to look at. */
export function dataShown(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('alerts' in data)) return data;
  const { alerts } = data;
  if (!Array.isArray(alerts) || alerts.length <= alertsShown) return data;
  return { ...data, alerts: alerts.slice(0, alertsShown), alertsNotShown: alerts.length - alertsShown };
}

function describe({ id, name, data }: Pick<QueueJobJson, 'id' | 'name' | 'data'>): string | undefined {
  if (name === jobNames.fold) {
    const count = alertsIn(String(id));
    return `${parseJob.fold(data).pattern.text} · ${count} ${count === 1 ? 'alert' : 'alerts'}`;
  }
  if (name === jobNames.seal) {
    const { pattern, stormId } = parseJob.seal(data);
    return `${pattern} · seal of storm ${stormId}`;
  }
  if (name !== jobNames.finalize) return undefined;
  const { pattern, stormId } = parseJob.finalize(data);
  return `${pattern} · storm ${stormId}`;
}
