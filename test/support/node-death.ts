import type { Alert } from '../../src/alert/alert.ts';
import { ruleBookOf } from './rule-book.ts';
import { minute } from './store.ts';
import { WorkerBench, podAlert } from './worker-bench.ts';

/** All alerts are correlated, and their scopes' storms are open for five minutes. */
export const correlated = { ruleBook: ruleBookOf({ windowMs: 5 * minute, correlate: true }) };

/** A node that goes, two pods on it, and a crash loop that has nothing to do with it: two causes. */
export const nodeDeath: readonly Alert[] = [
  podAlert('mail-5f6d7c8b9-zzzzz', { node: 'worker-1' }),
  podAlert('api-7d9f8b6c5-x2x4z', { alertname: 'KubePodNotReady', node: 'worker-3' }),
  podAlert('cart-6c5d8f7b9-abcde', { alertname: 'KubePodNotReady', node: 'worker-3' }),
  podAlert('', {
    ...{ alertname: 'KubeNodeNotReady', namespace: 'monitoring', node: 'worker-3', pod: '' },
    severity: 'critical',
  }),
];

/** A bench in which that has been folded, and whose workers run. */
export async function openNodeDeath(): Promise<WorkerBench> {
  const bench = await WorkerBench.open({ config: correlated });
  await bench.post(...nodeDeath);
  await bench.work();
  await bench.folded();
  return bench;
}

/** Ends the window; resolves once both causes have their resources. */
export async function endNodeDeath(bench: WorkerBench): Promise<void> {
  await bench.expire();
  await bench.until('submitted', 2);
  await bench.until('divided', 1);
}
