import { describe, expect, it } from 'vitest';

import { discardDeadLetter } from '../../src/queue/discard-dead-letter.ts';
import { listDeadLetters } from '../../src/queue/dead-letters.ts';
import { readSharedTotals } from '../../src/shared-totals.ts';
import { eventually } from '../support/eventually.ts';
import { road } from '../support/road.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

/** Both sides of the promise, each as it was counted where it happened. */
async function sides(bench: WorkerBench): Promise<{ queued: number; parts: Record<string, number> }> {
  const { alerts, waiting } = await readSharedTotals(bench.instance);
  const { queued = 0, opened = 0, folded = 0, repeated = 0, resolved = 0, discarded = 0 } = alerts;
  return { queued, parts: { opened, folded, repeated, resolved, discarded, ...waiting } };
}

function sumOf(parts: Record<string, number>): number {
  return Object.values(parts).reduce((sum, n) => sum + n, 0);
}

describe('every queued alert', () => {
  it('is in exactly one of the sums, while it waits, once it is folded, dead or discarded', async () => {
    await using bench = await WorkerBench.open();
    const zero = { opened: 0, folded: 0, repeated: 0, resolved: 0, discarded: 0, pending: 0, dead: 0 };
    await bench.post(podAlert('api-1'), podAlert('api-2'));
    const [broken] = await road(bench).getWaiting();
    await broken?.updateData({ nothing: 'that a worker could read' });
    await bench.post(podAlert('api-3'), podAlert('api-4'), podAlert('api-3'));
    const ended = { status: 'resolved', endsAt: '2026-06-01T12:00:30Z' } as const;
    await bench.post(podAlert('api-4', {}, ended));
    expect(await sides(bench)).toEqual({ queued: 6, parts: { ...zero, pending: 6 } });

    await bench.work();
    const counted = { ...zero, opened: 1, folded: 1, repeated: 1, resolved: 1 };
    await eventually(async () => {
      expect(await sides(bench)).toEqual({ queued: 6, parts: { ...counted, dead: 2 } });
    });

    const [letter] = await listDeadLetters(bench.instance.queues, { now: Date.now() });
    if (!letter) throw new Error('no dead letter');
    const { queues, store } = bench.instance;
    expect(await discardDeadLetter(queues, letter, 'nobody can read it', store)).toMatchObject({
      outcome: 'discarded',
    });
    const after = await sides(bench);
    expect(after).toEqual({ queued: 6, parts: { ...counted, discarded: 2 } });
    expect(sumOf(after.parts)).toBe(after.queued);
  });
});
