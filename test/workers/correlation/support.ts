import type { Alert } from '../../../src/alert/alert.ts';
import type { RuleSettings } from '../../../src/rules/rule.ts';
import type { Storm, StormMember } from '../../../src/storm/storm.ts';
import { ruleBookOf } from '../../support/rule-book.ts';
import { minute, noon } from '../../support/store.ts';
import { WorkerBench, podAlert } from '../../support/worker-bench.ts';

/** Every alert correlates, in windows of five minutes. */
export async function correlating(settings: Partial<RuleSettings> = {}): Promise<WorkerBench> {
  const ruleBook = ruleBookOf({ windowMs: 5 * minute, correlate: true, ...settings });
  return WorkerBench.open({ config: { ruleBook } });
}

export function nodeDown(node: string, more: Partial<Alert> = {}): Alert {
  const labels = { alertname: 'KubeNodeNotReady', namespace: 'monitoring', node, pod: '' };
  return podAlert('', { ...labels, severity: 'critical' }, more);
}

export function podOn(node: string, workload: string, more: Partial<Alert> = {}): Alert {
  return podAlert(`${workload}-7d9f8b6c5-x2x4z`, { alertname: 'KubePodNotReady', node }, more);
}

/** An alert that has nothing to do with others. */
export const single = (workload: string): Alert =>
  podAlert(`${workload}-7d9f8b6c5-x2x4z`, { node: 'worker-9' });

export const ended = (alert: Alert, endsAt: string): Alert => ({ ...alert, status: 'resolved', endsAt });

/** Alerts that arrive so long after noon, and are folded. */
export async function arrive(bench: WorkerBench, ms: number, ...alerts: Alert[]): Promise<void> {
  bench.clock.time = noon + ms;
  await bench.post(...alerts);
  await bench.folded();
}

/** Fires the timers of open storms so long after noon. */
export async function passed(bench: WorkerBench, ms: number): Promise<void> {
  bench.clock.time = noon + ms;
  await bench.fireAll(bench.clock.time);
}

/** Cause, alerts, deliveries, ended ones; opened and sealed in milliseconds after noon. */
export function shapeOf({ cause, alertCount, deliveryCount, resolvedCount, openedAt, sealAt }: Storm) {
  return [cause?.name, alertCount, deliveryCount, resolvedCount, openedAt - noon, sealAt - noon] as const;
}

export async function membersOf(
  bench: WorkerBench,
  storm: Storm | undefined,
): Promise<readonly StormMember[]> {
  return storm ? (await bench.instance.reader.members(storm, 0, 1000)).members : [];
}
