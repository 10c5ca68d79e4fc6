import { describe, expect, it } from 'vitest';

import { listDeadLetters } from '../../src/queue/dead-letters.ts';
import { retryDeadLetter } from '../../src/queue/retry-dead-letter.ts';
import { sweep } from '../../workers/sweep.ts';
import { FaultySink, type SinkFault } from '../support/faulty-sink.ts';
import { minute } from '../support/store.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';
import { eventually } from '../support/eventually.ts';

interface Scene {
  readonly bench: WorkerBench;
  readonly sink: FaultySink;
}

/** One storm, past its deadline, before a sink with these faults. */
async function scene(faults: SinkFault[], maxAttempts?: number): Promise<Scene> {
  const sinks: FaultySink[] = [];
  const bench = await WorkerBench.open({
    wrap: (real) => {
      const sink = new FaultySink(real, faults);
      sinks.push(sink);
      return sink;
    },
  });
  Object.assign(bench.instance.config.sink, { maxAttempts });
  await bench.work();
  await bench.post(podAlert('api-1'), podAlert('api-2'));
  await bench.folded();
  await bench.expire();
  const [sink] = sinks;
  if (!sink) throw new Error('the sink was not wrapped');
  return { bench, sink };
}

/** Runs the sleeping try of the one finalize job now. */
async function nextTry({ bench, sink }: Scene, tries: number): Promise<void> {
  await eventually(async () => {
    const [job] = await bench.instance.queues.finalize.getDelayed();
    if (sink.tries !== tries - 1 || !job) throw new Error('the try before has not ended');
    await job.promote();
  });
  await eventually(() => expect(sink.tries).toBe(tries));
}

async function letters({ bench }: Scene) {
  return listDeadLetters(bench.instance.queues, { now: Date.now() });
}

describe('a submit', () => {
  it('that was written without our hearing of it meets its own resource at the next try', async () => {
    const at = await scene(['after', 'none']);
    await using bench = at.bench;
    await nextTry(at, 2);
    const [storm] = await bench.until('submitted', 1);

    expect((await bench.resources()).map((r) => r.metadata.name)).toEqual([storm?.resourceName]);
  });

  it('is tried again with the bytes of the first try, whatever was reconfigured in between', async () => {
    const at = await scene(['after', 'none']);
    await using bench = at.bench;
    const [sealed] = await bench.until('sealed', 1);
    await eventually(() => expect(at.sink.tries).toBe(1));
    const kept = await bench.instance.reader.manifest(sealed?.id ?? '');
    await bench.instance.redis.hset(
      bench.instance.keys
        .partition(Number.parseInt((sealed?.id ?? '').slice(0, 8), 16) % 4)
        .storm(sealed?.id ?? '').record,
      'severity',
      'changed',
    );
    await nextTry(at, 2);
    await bench.until('submitted', 1);

    expect(kept).toContain('"severity":"warning"');
    expect((await bench.resources()).map((r) => r.spec.severity)).toEqual(['warning']);
  });

  it('that fails three times, where three are allowed, leaves a dead letter; a retry submits it, once', async () => {
    const at = await scene(['before'], 3);
    await using bench = at.bench;
    await nextTry(at, 2);
    await nextTry(at, 3);
    const [failed] = await bench.until('failed', 1);
    const found = await eventually(async () => {
      const list = await letters(at);
      if (list.length !== 1) throw new Error('not dead yet');
      return list;
    });
    expect(found).toMatchObject([
      { kind: 'storm', stormId: failed?.id, pattern: 'KubePodCrashLooping in shop' },
    ]);
    expect(await bench.resources()).toEqual([]);

    at.sink.heal();
    const [letter] = found;
    if (!letter) throw new Error('no letter');
    const settle = (id: string) => bench.instance.store.settle(id, 'sealed', 'retried');
    expect(await retryDeadLetter(bench.instance.queues, letter, settle)).toMatchObject({
      outcome: 'retried',
    });
    await bench.until('submitted', 1);
    expect(await bench.resources()).toHaveLength(1);
    expect(await letters(at)).toEqual([]);
  });

  it('has all its tries again after a retry by hand', async () => {
    const at = await scene(['before'], 2);
    await using bench = at.bench;
    await nextTry(at, 2);
    await bench.until('failed', 1);
    const [letter] = await eventually(async () => {
      const list = await letters(at);
      if (list.length === 0) throw new Error('not dead yet');
      return list;
    });
    if (!letter) throw new Error('no letter');
    await retryDeadLetter(bench.instance.queues, letter, (id) =>
      bench.instance.store.settle(id, 'sealed', 'retried'),
    );
    await eventually(() => expect(at.sink.tries).toBe(3));
    await nextTry(at, 4);
    await bench.until('failed', 1);

    expect(at.sink.tries).toBe(4);
  });

  it('of an invalid resource is a dead letter at once', async () => {
    const at = await scene(['never']);
    await using bench = at.bench;
    const [failed] = await bench.until('failed', 1);

    expect(at.sink.tries).toBe(1);
    expect(failed?.reason).toBe('the resource is invalid');
  });

  it('that is refused is given up an hour after the first refusal, and not before', async () => {
    const at = await scene(['refused']);
    await using bench = at.bench;
    await nextTry(at, 2);
    bench.clock.time += 59 * minute;
    await nextTry(at, 3);
    expect(await bench.storms('failed')).toEqual([]);
    bench.clock.time += minute;
    await nextTry(at, 4);

    await bench.until('failed', 1);
  });

  it('counts its failures by reason', async () => {
    const at = await scene(['before', 'refused', 'none']);
    await using bench = at.bench;
    await nextTry(at, 2);
    await nextTry(at, 3);
    await bench.until('submitted', 1);
    const { values } = await bench.context.metrics.submitFailures.get();

    expect(values.map(({ labels, value }) => [labels['reason'], value])).toEqual([
      ['timeout', 1],
      ['forbidden', 1],
    ]);
  });
});

describe('a failed storm', () => {
  it('is left alone by the sweep while its job is there, and comes back when the job was removed', async () => {
    const at = await scene(['never', 'none']);
    await using bench = at.bench;
    const [failed] = await bench.until('failed', 1);
    bench.clock.time += minute;
    expect(await sweep(bench.context)).not.toHaveProperty('armed');
    await eventually(async () => {
      const job = await bench.instance.queues.finalize.getJob(failed?.id ?? '');
      await job?.remove();
    });

    expect(await sweep(bench.context)).toMatchObject({ armed: 1 });
    await bench.until('submitted', 1);
    expect(await bench.resources()).toHaveLength(1);
  });
});
