import { expect, test } from 'vitest';

import { eventually, patience } from '../support/eventually.ts';
import { OverloadBench } from './overload-bench.ts';
import { type Refusal, Senders } from './overload-sender.ts';

const forMs = Number(process.env['STORMFOLD_OVERLOAD_SECONDS'] ?? '60') * 1000;
/** In slices of this length there is neither a stop of what is taken nor of what is refused. */
const sliceMs = 5000;
const mostResidentMib = 512;

/** Each refusal is told as overload by these reasons, and by nothing else. */
function expectRefusals(refusals: readonly Refusal[], ...reasons: string[]): void {
  const seen = new Set(refusals.map((refusal) => JSON.stringify(refusal)));
  const told = [...seen].map((text) => JSON.parse(text) as Refusal & { body: { instance?: string } });
  for (const { status, type, retryAfter, body } of told) {
    expect([status, type, retryAfter]).toEqual([503, 'application/problem+json; charset=utf-8', '10']);
    expect(body).toMatchObject({ type: 'urn:stormfold:problem:overloaded', reasons });
  }
}

async function readyz(url: string): Promise<{ status: number; overload: unknown }> {
  const response = await fetch(`${url}/readyz`);
  const { details } = (await response.json()) as { details: { overload: unknown } };
  return { status: response.status, overload: details.overload };
}

/** Every alert that was answered 202 is a member of exactly one submitted storm, and nothing else is. */
async function expectExactly(bench: OverloadBench, pods: readonly string[]): Promise<void> {
  const submitted = await bench.submittedPods();
  const [inResources, taken] = [new Set(submitted), new Set(pods)];
  expect([...taken.difference(inResources)]).toEqual([]);
  expect([...inResources.difference(taken)]).toEqual([]);
  expect(submitted).toHaveLength(taken.size);
  const sums = await bench.peek.instance.counters.read();
  const of = (name: string) => sums[name] ?? 0;
  expect([of('received'), of('queued')]).toEqual([pods.length, pods.length]);
  expect([of('opened') + of('folded'), of('repeated'), of('pending')]).toEqual([pods.length, 0, 0]);
}

function tell(what: string, numbers: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(numbers)}\n`);
}

test('past the mark of the queue intake refuses, and once a worker comes everything that was taken is submitted once', async () => {
  const [limit, alerts, senderCount] = [500, 20, 6];
  const env = { STORMFOLD_QUEUE_LIMIT: String(limit), STORMFOLD_WINDOW: '2s' };
  await using bench = await OverloadBench.open({ env });
  const url = await bench.serve('intake');
  const senders = new Senders(url, senderCount, { alerts, patterns: 3 });
  await eventually(() => expect(senders.refusals.length).toBeGreaterThan(senderCount * 20));
  const { pending = 0 } = await bench.peek.instance.counters.read();

  expectRefusals(senders.refusals, 'queue');
  expect(await readyz(url)).toEqual({ status: 200, overload: ['queue'] });
  // About the mark by what was in hand when it was passed, and no more: one notification of each sender.
  expect(pending).toBeGreaterThan(limit - senderCount * alerts);
  expect(pending).toBeLessThanOrEqual(limit + senderCount * alerts);

  await bench.serve('worker');
  const before = senders.pods.length;
  await eventually(() => expect(senders.pods.length).toBeGreaterThan(before + limit));
  await senders.finish();
  await bench.settled();
  expect(await readyz(url)).toEqual({ status: 200, overload: [] });
  await expectExactly(bench, senders.pods);
  tell('queue', { taken: senders.pods.length, refused: senders.refusals.length, pending });
}, 120_000);

test("past the mark of Redis' memory intake refuses before Redis does, and nothing that was taken is lost", async () => {
  const maxMemoryMib = 64;
  await using bench = await OverloadBench.open({
    maxMemory: `${maxMemoryMib}mb`,
    env: { STORMFOLD_WINDOW: '2s' },
  });
  const url = await bench.serve('intake');
  const senders = new Senders(url, 4, { alerts: 50, patterns: 5, filler: 2000 });
  await eventually(() => expect(senders.refusals.length).toBeGreaterThan(40), {
    ...patience,
    timeout: 60_000,
  });
  const { redis } = await bench.peaks();

  expectRefusals(senders.refusals, 'memory');
  expect(await readyz(url)).toEqual({ status: 200, overload: ['memory'] });
  expect(redis).toBeLessThan(maxMemoryMib);

  await bench.serve('worker');
  const before = senders.pods.length;
  await eventually(() => expect(senders.pods.length).toBeGreaterThan(before + 1000));
  await senders.finish();
  await bench.settled();
  await expectExactly(bench, senders.pods);
  const peaks = await bench.peaks();
  expect(peaks['redis']).toBeLessThan(maxMemoryMib);
  // Redis itself never had to say no: the mark was enough.
  expect(bench.logsOf('intake').filter(({ problem }) => problem === 'redis-away')).toEqual([]);
  tell('memory', { taken: senders.pods.length, refused: senders.refusals.length, ...peaks });
}, 180_000);

test(
  'for a long time past the mark memory stays bounded, work goes on, and every 202 is honoured',
  async () => {
    const maxMemoryMib = 512;
    await using bench = await OverloadBench.open({
      maxMemory: `${maxMemoryMib}mb`,
      env: { STORMFOLD_QUEUE_LIMIT: '1000', STORMFOLD_WINDOW: '5s' },
    });
    const [url] = await Promise.all([bench.serve('intake'), bench.serve('worker')]);
    const startedAt = performance.now();
    const senders = new Senders(url, 8, { alerts: 200, patterns: 4 });
    const slices = Math.max(1, Math.floor(forMs / sliceMs));
    const inSlice = (times: number[], i: number) =>
      times.filter((at) => Math.floor((at - startedAt) / sliceMs) === i).length;
    const ended = () => expect(performance.now() - startedAt).toBeGreaterThan(slices * sliceMs);
    await eventually(ended, { timeout: forMs + 30_000, interval: 250 });
    await senders.finish();
    const [taken, refused] = (['takenAt', 'refusedAt'] as const).map((kind) =>
      Array.from({ length: slices }, (_, i) =>
        inSlice(
          senders.all.flatMap((each) => each[kind]),
          i,
        ),
      ),
    );
    await bench.settled();
    const peaks = await bench.peaks();
    tell('long', { alerts: senders.pods.length, taken, refused, peaks });

    expectRefusals(senders.refusals, 'queue');
    expect(Math.min(...(taken ?? []))).toBeGreaterThan(0);
    expect(Math.min(...(refused ?? []))).toBeGreaterThan(0);
    expect(await readyz(url)).toEqual({ status: 200, overload: [] });
    expect(peaks['intake']).toBeLessThan(mostResidentMib);
    expect(peaks['worker']).toBeLessThan(mostResidentMib);
    // Far below its own mark: what waits is bounded by the queue's.
    expect(peaks['redis']).toBeLessThan(maxMemoryMib / 2);
    await expectExactly(bench, senders.pods);
  },
  forMs + 240_000,
);
